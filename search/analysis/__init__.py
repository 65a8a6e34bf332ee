"""stand-in until the real package lands"""
import re, unicodedata
from dataclasses import dataclass
from functools import lru_cache
W=re.compile(r"[^\W_](?:[^\W_]|[\u0640\u064b-\u065f\u0670])*")
@dataclass(frozen=True,slots=True)
class Token:
    text:str; start:int; end:int; position:int; surface:str; stem:str; stopword:bool
T=str.maketrans({**{c:None for c in map(chr,[0x640,0x670,*range(0x64b,0x660)])},**dict(zip("أإآٱىةؤئ","ااااىهوي")),"ى":"ي"})
class ArabicAnalyzer:
    name="standin"; version=1; identity="standin/1"
    def words(self,t): return W.findall(t)
    def spans(self,t): return ((m.start(),m.end()) for m in W.finditer(t))
    def surface(self,w): return unicodedata.normalize("NFKC",w).translate(T).lower() or w
    def stem(self,s):
        for p in ("وال","بال","كال","فال","ال","لل"):
            if s.startswith(p) and len(s)>=len(p)+2: s=s[len(p):]; break
        for x in ("ها","ان","ات","ون","ين","يه","ه","ي"):
            if s.endswith(x) and len(s)>=len(x)+2: s=s[:-len(x)]
        return s
    def is_stopword(self,s): return s in {"في","من","علي","الي","عن"}
    def tokens(self,t):
        return [Token(t[a:b],a,b,i,self.surface(t[a:b]),self.stem(self.surface(t[a:b])),self.is_stopword(self.surface(t[a:b]))) for i,(a,b) in enumerate(self.spans(t))]
    def steps(self,w): return []
@lru_cache
def arabic_analyzer(): return ArabicAnalyzer()

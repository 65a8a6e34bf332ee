"""draft"""
import re, math
from functools import lru_cache
from search.analysis import latin, lexicon
from search.analysis.lexicon import N,A,P,F,BP
from search.analysis.stopwords import STOPWORDS
_arabic = re.compile("[\u0621-\u064a\u066e-\u06d3]+").fullmatch
# proclitic costs (nats)
CONJ={"":0,"و":2.5,"ف":5}
PREP={"":0,"ال":1,"ب":3,"ل":3,"ك":5.5,"بال":3.5,"لل":3.5,"كال":6}
NPRE={}
for c,x in CONJ.items():
    for p,y in PREP.items(): NPRE[c+p]=(x+y, "ال" in p or p=="لل", p)
VPRE={}
for c,x in CONJ.items():
    for f,y in {"":0,"س":3,"ل":4}.items():
        for i,z in {"":1,"ي":1,"ت":1.5,"ن":4,"ا":4.5}.items():
            if f and not i: continue
            VPRE[c+f+i]=(x+y+z,i)
PRON={"ه":3,"ها":3,"هم":4,"هما":6,"هن":7,"نا":4.5,"ك":7,"كم":6,"ي":6,"كما":9,"كن":9}
# noun suffix -> (cost, kind) ; kinds: bare, fem(ه), t (needs ه), pl
NSUF={"":(0,"bare"),"ه":(1,"fem"),"ات":(3,"at"),"ون":(4,"m"),"ين":(3,"m"),"ان":(4.5,"m"),
 "تان":(5,"t"),"تين":(4.5,"t"),"تا":(7,"t"),"تي":(6,"t"),"ا":(3,"tan"),"و":(6,"m"),"يا":(99,"")}
del NSUF["يا"]
NSUFS={k:[v] for k,v in NSUF.items()}
for p,c in PRON.items():
    for s,(k,kind) in {"":(0,"pron"),"ت":(1,"t"),"ات":(3,"at"),"ي":(6,"m"),"و":(7,"m"),"ا":(7,"m")}.items():
        if p=="ي" and s in ("ي","و","ا"): continue
        NSUFS.setdefault(s+p,[]).append((k+c,kind))
VPAST={"":0,"ت":1.5,"وا":3,"ا":5,"نا":5,"تا":7,"تم":8,"ن":7}
VIMP={"":0,"ون":2.5,"وا":4,"ان":5,"ين":8,"ن":8,"ا":7,"ي":9}
VOBJ={"":0,"ه":3.5,"ها":3.5,"هم":4.5,"هما":7,"نا":5,"ني":5.5,"ك":7,"كم":7}
def _v(t):
    out={}
    for s,a in t.items():
        for o,b in VOBJ.items():
            x=(s[:-1] if s=="وا" and o else s)+o
            out[x]=min(out.get(x,99),a+b)
    return out
VPASTS,VIMPS=_v(VPAST),_v(VIMP)
MAXP,MAXS=5,6
UNKNOWN=2.0
nouns,verbs=lexicon.nouns,lexicon.verbs
ln=math.log
def canon(l):
    """The word that stands for a lemma: the masculine of an adjective, the adjective of a country."""
    if l[-1]=="ه" and len(l)>3:
        m=l[:-1]; e=nouns.get(l); f=nouns.get(m)
        if f and f[1]&(A|F):
            if e is None or e[0]<=10 or (f[1]&A and (e[1]&P or f[0]>5*e[0])): return m
    return l
def noun_lemmas(x,kind,word):
    if kind=="bare":
        yield x,0
        if x[-1]=="ا" and len(x)>3: pass
    elif kind=="fem":
        yield x,0
    elif kind=="t":
        yield x+"ه",0; 
        yield x,1.5
    elif kind=="at":
        yield x+"ه",0; yield x,1
        if x[-1] in "يو": yield x[:-1]+"اه",1
    elif kind=="m":
        yield x,0
        yield x+"ي",1.5
    elif kind=="tan":
        yield x,0
        if x[-1]=="ي": yield x[:-1]+"ء",1
    elif kind=="pron":
        yield x,0
        if x[-1]=="ا": yield x[:-1]+"ي",0
        if x[-2:] in ("اي","او"): yield x[:-1]+"ء",0
    if kind not in ("bare",) and x[-2:] in ("يي",) : yield x[:-1]+"ء",1
def verb_lemmas(x,imp):
    if imp=="":
        yield x,0
        if x[-1]=="ا": yield x[:-1]+"ي",1
        return
    yield x,0
    yield "ا"+x,0.5
    if len(x)==2: yield "و"+x,0.5
    m=x[1:-1]
    if len(x)>=3:
        if x[-2] in "وي":
            y=x[:-2]+"ا"+x[-1]; yield y,0.3; yield "ا"+y,0.5
    if x[-1]=="و": yield x[:-1]+"ا",0.3
    if x[-1]=="ا": yield x[:-1]+"ي",.5
def analyses(w):
    n=len(w)
    for i in range(0,min(MAXP,n-2)+1):
        p=w[:i]; np_=NPRE.get(p); vp=VPRE.get(p)
        if np_ is None and vp is None: continue
        for j in range(n,max(n-MAXS,i+1)-1,-1):
            s=w[j:]; x=w[i:j]
            if np_ is not None:
                for cost,kind in NSUFS.get(s,()):
                    if np_[1] and kind in ("pron",) : continue
                    if len(x)<2: continue
                    for lem,c2 in noun_lemmas(x,kind,w):
                        e=nouns.get(lem)
                        if e is None or len(lem)<2: continue
                        fl=e[1]
                        if s and kind not in("tan",) and fl==P: continue
                        if kind=="fem" and not fl&(A|F): cost2=cost+1
                        elif kind=="m" and fl==BP: continue
                        else: cost2=cost
                        if len(lem)==2 and (p or s): cost2+=2
                        yield ln(e[0]+1)-np_[0]-cost2-c2, canon(lem),(p,lem,s,"n")
            if vp is not None:
                sc=(VPASTS if vp[1]=="" else VIMPS).get(s)
                if sc is not None and len(x)>=2:
                    for lem,c2 in verb_lemmas(x,vp[1]):
                        f=verbs.get(lem)
                        if f is None or len(lem)<3 : 
                            if not(f and len(lem)==2 and f>1000): continue
                        yield ln(f+1)-vp[0]-sc-c2, lem,(p,lem,s,"v")
_FB_P=("وال","بال","كال","فال","ولل","ال","لل")
def fallback(w):
    s=w
    for p in _FB_P:
        if s.startswith(p) and len(s)>=len(p)+3: s=s[len(p):]; break
    for x,r in (("يين","ي"),("يون","ي"),("يات","ي"),("يه","ي"),("ات",""),("ه","")):
        if s.endswith(x) and len(s)-len(x)+len(r)>=3: return s[:-len(x)]+r
    for x in ("ون","ين"):
        if s.endswith(x) and len(s)>=len(x)+4: return s[:-len(x)]
    return s
def stem(w):
    if not _arabic(w): return latin.stem(w)
    if w in STOPWORDS or len(w)<3: return w
    best=max(analyses(w),default=None)
    if best is None or best[0]<UNKNOWN: return fallback(w)
    return best[1]
def steps(surface): return [("stem", stem(surface))]

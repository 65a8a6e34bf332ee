"""draft"""
import sqlite3, os, math, arramooz
from search.analysis.normalizer import FOLD_TABLE
d=os.path.dirname(arramooz.__file__)+"/data/"
NOUN={"noun","noun_quant","adv","abbrev"}; ADJ={"adj","adj_comp","adj_num"}
N,A,P,F,BP=1,2,4,8,16   # noun adj prop feminable brokenplural
nouns={}   # lemma -> [freq, flags]
verbs={}
plural_of={}
def _load():
    c=sqlite3.connect(f"file:{d}wordfreq.sqlite?mode=ro&immutable=1",uri=True)
    for w,t,f in c.execute("select unvocalized,word_type,freq from wordfreq"):
        w=w.translate(FOLD_TABLE)
        if t.startswith("verb"): verbs[w]=max(verbs.get(w,0),f); continue
        e=nouns.setdefault(w,[0,0]); e[0]+=f
        e[1]|= A if t in ADJ else P if t=="noun_prop" else N
    c=sqlite3.connect(f"file:{d}arabicdictionary.sqlite?mode=ro&immutable=1",uri=True)
    pl=[]
    for w,num,single,fem in c.execute("select unvocalized,number,single,feminable from nouns"):
        w=w.translate(FOLD_TABLE)
        if num=="جمع تكسير": pl.append((w,single.translate(FOLD_TABLE)))
        else:
            e=nouns.setdefault(w,[0,0])
            e[0]=max(e[0],10); e[1]|=N|(F if fem else 0)
    for w,s in pl:
        plural_of.setdefault(w,set()).add(s)
        f=nouns.get(s,(0,0))[0]*.3
        e=nouns.get(w)
        if e is None: nouns[w]=[max(f,10),BP]
        else: e[0]=max(e[0],f); e[1]|=BP
    for (w,) in c.execute("select unvocalized from verbs"):
        w=w.translate(FOLD_TABLE); verbs.setdefault(w,10)
_load()

#!/usr/bin/env python3
# ruff: noqa
# Copied unchanged, but for its layout, from the folder of recordings of which those beside it are a part
# (generator/make_queue_log.py): it stands here so that tests and benchmarks need nothing else.
"""Make a large, deterministic queue_log whose line shapes are those of the recordings in this folder.

    python3 make_queue_log.py --out big_queue_log --truth big_truth.json
    (defaults: about 5 million lines, 92 days, 500 agents, 20 queues, seed 20260822)

The truth file is counted from the simulation while it runs, not by reading the log back.
Each line is   epoch|call id|queue|agent|EVENT|parameters   and ends in a line feed.
"""

import argparse, heapq, json, random
from collections import defaultdict, deque

ap = argparse.ArgumentParser()
ap.add_argument("--out", required=True)
ap.add_argument("--truth")
ap.add_argument("--days", type=int, default=92)
ap.add_argument("--agents", type=int, default=500)
ap.add_argument("--queues", type=int, default=20)
ap.add_argument(
    "--lines", type=int, default=5_000_000, help="rough target; the true count is in the truth file"
)
ap.add_argument("--start", type=int, default=1779580800, help="epoch of the first midnight (UTC)")
ap.add_argument("--seed", type=int, default=20260822)
A = ap.parse_args()
R = random.Random(A.seed)

BASE = [
    "billing",
    "broadband",
    "complaints",
    "vip",
    "sales-outbound",
    "投诉受理",
    "tech-support",
    "overflow",
    "retention",
    "new-orders",
    "moves",
    "faults-night",
    "business",
    "mobile",
    "tv",
    "welsh-line",
    "网络报障",
    "callback",
    "fraud",
    "vulnerable-customers",
]
QUEUES = [BASE[i] if i < len(BASE) else "queue-%d" % i for i in range(A.queues)]
SL = {q: (20 if i % 3 else 30) for i, q in enumerate(QUEUES)}
FIRST = "Alice Tom Grace Priya Daniel Emma Hannah Ivan Olivia Noah Fatima Lucas Chloé Aisha Mark José Siobhán Zoë Łukasz Mohammed".split()
LAST = "Murphy Baker Okafor Nair Kim Wilson Schmidt Petrov Brown Jones Zahra Silva Dubois Khan O'Brien García Müller Nowak Al-Farsi Evans".split()
SUR, GIV = (
    "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗",
    [
        "芳",
        "强",
        "伟",
        "洋",
        "静",
        "磊",
        "敏",
        "丽",
        "杰",
        "霞",
        "鹏",
        "娜",
        "超",
        "琳",
        "斌",
        "峰",
        "雪",
        "翔",
        "建国",
        "晓明",
        "雨桐",
        "子涵",
    ],
)
names, seen = [], set()
while len(names) < A.agents:
    n = (R.choice(SUR) + R.choice(GIV)) if R.random() < 0.45 else R.choice(FIRST) + " " + R.choice(LAST)
    if n in seen:
        n += " %d" % (len(names) + 1)
    seen.add(n)
    names.append(n)
REASONS = [
    ("小休", 600),
    ("lunch", 2700),
    ("training", 3600),
    ("coaching", 1800),
    ("wellbeing", 420),
    ("", 300),
]
WEIGHT = [max(0.15, 3 / (1 + 0.35 * i)) for i in range(len(QUEUES))]
AQ = []
for i in range(A.agents):
    k = R.choice((1, 2, 2, 3))
    s = []
    while len(s) < min(k, len(QUEUES)):
        q = R.choices(range(len(QUEUES)), WEIGHT)[0]
        if q not in s:
            s.append(q)
    AQ.append(s)
for q in range(len(QUEUES)):  # nobody is left without a member
    if not any(q in s for s in AQ):
        AQ[(q * 7) % A.agents].append(q)

PER_CALL = 3.0  # rough number of lines a call makes
PER_AGENT_DAY = 24
weeks = A.days * 5 / 7 + A.days * 2 / 7 * 0.45
calls_per_full_day = max(1, int((A.lines - A.agents * PER_AGENT_DAY * weeks * 0.93) / PER_CALL / weeks))
HOUR = [
    0.1,
    0.08,
    0.06,
    0.05,
    0.06,
    0.1,
    0.3,
    0.9,
    2.2,
    3.6,
    4.0,
    3.8,
    3.2,
    3.1,
    3.4,
    3.5,
    3.3,
    2.9,
    2.0,
    1.3,
    0.9,
    0.6,
    0.4,
    0.2,
]
HS = sum(HOUR)

out = open(A.out, "w", encoding="utf-8", newline="\n", buffering=1 << 20)
lines = 0
kinds = defaultdict(int)


def w(t, cid, q, ag, ev, par):
    global lines
    lines += 1
    kinds[ev] += 1
    out.write(f"{t}|{cid}|{q}|{ag}|{ev}|{par}\n")


QK = (
    "offered",
    "answered",
    "answered_in_20s",
    "answered_in_30s",
    "abandoned",
    "timed_out",
    "exit_key",
    "exit_empty",
    "wait_answered_sum_s",
    "talk_sum_s",
    "ring_no_answer",
)
TQ = {q: dict.fromkeys(QK, 0) for q in QUEUES}
TD = defaultdict(lambda: dict.fromkeys(("offered", "answered", "abandoned"), 0))
TM = [dict(answered=0, talk_s=0, ring_no_answer=0, pause_s=defaultdict(int), login_s=0) for _ in names]
maxwait = dict.fromkeys(QUEUES, 0)
useq = 0

# agent states: 0 off, 1 free, 2 ringing, 3 talking, 4 wrap-up, 5 paused
st = [0] * A.agents
want_pause = [None] * A.agents
want_off = [False] * A.agents
ptime = [0] * A.agents
preason = [""] * A.agents
ltime = [0] * A.agents
free = [deque() for _ in QUEUES]
wait = [deque() for _ in QUEUES]
ingrp = [0] * len(QUEUES)
heap = []
seq = 0


def at(t, f, *a):
    global seq
    seq += 1
    heapq.heappush(heap, (t, seq, f, a))


def number():
    r = R.random()
    if r < 0.4:
        return "+4477009%05d" % R.randrange(100000)
    if r < 0.6:
        return "+86138%08d" % R.randrange(10**8)
    if r < 0.95:
        return "01%09d" % R.randrange(10**9)
    return ""


class Call:
    __slots__ = ("cid", "q", "t", "pos", "num", "done", "agent", "ring", "key")


def arrive(t, q, cid=None, num=None):
    global useq
    c = Call()
    useq += 2
    c.cid = cid or "%d.%d" % (t, useq)
    c.q = q
    c.t = t
    c.done = False
    c.agent = None
    c.num = number() if num is None else num
    c.key = None
    wait[q].append(c)
    c.pos = len(wait[q])
    w(t, c.cid, QUEUES[q], "NONE", "ENTERQUEUE", "|%s|%d" % (c.num, c.pos))
    TQ[QUEUES[q]]["offered"] += 1
    TD[t // 86400 * 86400]["offered"] += 1
    r = R.random()
    if r < 0.10:
        at(t + R.randint(2, 25), give_up, c, "ABANDON")
    elif r < 0.13:
        at(t + R.randint(30, 120), give_up, c, "EXITWITHTIMEOUT")
    elif r < 0.145:
        at(t + R.randint(10, 60), give_up, c, "EXITWITHKEY")
    elif r < 0.147:
        at(t + R.randint(10, 60), give_up, c, "EXITEMPTY")
    else:
        at(t + int(R.expovariate(1 / 240)) + 20, give_up, c, "ABANDON")
    offer(t, q)


def live(q):
    d = wait[q]
    while d and d[0].done:
        d.popleft()
    return d


def offer(t, q):
    d = live(q)
    f = free[q]
    for c in d:
        if c.done or c.agent is not None:
            continue
        a = None
        while f:
            x = f.popleft()
            if st[x] == 1 and q in AQ[x]:
                a = x
                break
        if a is None:
            return
        st[a] = 2
        c.agent = a
        c.ring = t
        if R.random() < 0.035:
            at(t + 12, no_answer, c, a)
        else:
            at(t + R.randint(1, 8), connect, c, a)


def position(c):
    p = 1
    for x in wait[c.q]:
        if x is c:
            return p
        if not x.done:
            p += 1
    return p


def give_up(t, c, how):
    if c.done:
        return
    q = QUEUES[c.q]
    p = position(c)
    c.done = True
    wt = t - c.t
    if c.agent is not None:
        a = c.agent
        if how == "ABANDON" or how == "EXITWITHKEY":
            w(t, c.cid, q, names[a], "RINGCANCELED", (t - c.ring) * 1000 + R.randrange(1000))
        c.agent = None
        release(t, a)
    if how == "EXITWITHKEY":
        w(t, c.cid, q, "NONE", how, "%s|%d|%d|%d" % (R.choice("12"), p, c.pos, wt))
        TQ[q]["exit_key"] += 1
    else:
        w(t, c.cid, q, "NONE", how, "%d|%d|%d" % (p, c.pos, wt))
        TQ[q][{"ABANDON": "abandoned", "EXITWITHTIMEOUT": "timed_out", "EXITEMPTY": "exit_empty"}[how]] += 1
        if how == "ABANDON":
            TD[t // 86400 * 86400]["abandoned"] += 1
    if how == "EXITWITHTIMEOUT" and R.random() < 0.3 and len(QUEUES) > 7:
        arrive(t, 7, c.cid, c.num)


def no_answer(t, c, a):
    if c.done or c.agent != a:
        return
    w(t, c.cid, QUEUES[c.q], names[a], "RINGNOANSWER", "12000")
    TQ[QUEUES[c.q]]["ring_no_answer"] += 1
    TM[a]["ring_no_answer"] += 1
    c.agent = None
    release(t, a)
    at(t + 2, lambda t2, q=c.q: offer(t2, q))


def connect(t, c, a):
    if c.done or c.agent != a:
        return
    c.done = True
    q = QUEUES[c.q]
    hold = t - c.t
    x = TQ[q]
    w(
        t,
        c.cid,
        q,
        names[a],
        "CONNECT",
        "%d|%d.%d|%d" % (hold, c.ring, int(c.cid.split(".")[1]) + 1, t - c.ring),
    )
    st[a] = 3
    x["answered"] += 1
    x["wait_answered_sum_s"] += hold
    x["answered_in_20s"] += hold <= 20
    x["answered_in_30s"] += hold <= 30
    TD[t // 86400 * 86400]["answered"] += 1
    TM[a]["answered"] += 1
    maxwait[q] = max(maxwait[q], hold)
    at(t + max(5, min(3600, int(R.lognormvariate(5.2, 0.75)))), end, c, a, t, hold)


def end(t, c, a, t1, hold):
    q = QUEUES[c.q]
    talk = t - t1
    r = R.random()
    TQ[q]["talk_sum_s"] += talk
    TM[a]["talk_s"] += talk
    if r < 0.55:
        w(t, c.cid, q, names[a], "COMPLETECALLER", "%d|%d|%d" % (hold, talk, c.pos))
    elif r < 0.95:
        w(t, c.cid, q, names[a], "COMPLETEAGENT", "%d|%d|%d" % (hold, talk, c.pos))
    elif r < 0.985:
        w(
            t,
            c.cid,
            q,
            names[a],
            "BLINDTRANSFER",
            "%d|transfers|%d|%d|%d" % (900 + R.randrange(3), hold, talk, c.pos),
        )
        if R.random() < 0.5:
            arrive(t, R.randrange(len(QUEUES)), c.cid, c.num)
    else:
        w(
            t,
            c.cid,
            q,
            names[a],
            "ATTENDEDTRANSFER",
            "BRIDGE|%s|%d|%d|%d"
            % (
                "%08x-%04x-4%03x-a%03x-%012x"
                % (
                    R.getrandbits(32),
                    R.getrandbits(16),
                    R.getrandbits(12),
                    R.getrandbits(12),
                    R.getrandbits(48),
                ),
                hold,
                talk,
                c.pos,
            ),
        )
    st[a] = 4
    at(t + R.randint(5, 40), release, a)


def release(t, a):
    if want_off[a]:
        return logoff(t, a)
    if want_pause[a] is not None:
        return do_pause(t, a)
    st[a] = 1
    best = None
    for q in AQ[a]:
        free[q].append(a)
        d = live(q)
        for c in d:
            if not c.done and c.agent is None:
                if best is None or c.t < best[0]:
                    best = (c.t, q)
                break
    if best:
        offer(t, best[1])


def ask_pause(t, a, reason, secs):
    if st[a] == 0 or want_off[a] or want_pause[a] is not None or st[a] == 5:
        return
    want_pause[a] = (reason, secs)
    if st[a] == 1:
        do_pause(t, a)


def do_pause(t, a):
    reason, secs = want_pause[a]
    want_pause[a] = None
    st[a] = 5
    ptime[a] = t
    preason[a] = reason
    w(t, "NONE", "NONE", names[a], "PAUSEALL", reason)
    for q in AQ[a]:
        w(t, "NONE", QUEUES[q], names[a], "PAUSE", reason)
    at(t + secs, unpause, a, t)


def unpause(t, a, since):
    if st[a] != 5 or ptime[a] != since:
        return
    w(t, "NONE", "NONE", names[a], "UNPAUSEALL", "")
    for q in AQ[a]:
        w(t, "NONE", QUEUES[q], names[a], "UNPAUSE", "")
    TM[a]["pause_s"][preason[a] or "(none)"] += t - ptime[a]
    release(t, a)


def logon(t, a):
    if st[a] != 0:
        return
    ltime[a] = t
    want_off[a] = False
    want_pause[a] = None
    for q in AQ[a]:
        w(t, "MANAGER", QUEUES[q], names[a], "ADDMEMBER", "")
    release(t, a)


def ask_off(t, a):
    if st[a] == 0:
        return
    want_off[a] = True
    if st[a] in (1, 5):
        logoff(t, a)


def logoff(t, a):
    if st[a] == 5:
        TM[a]["pause_s"][preason[a] or "(none)"] += t - ptime[a]
    st[a] = 0
    want_off[a] = False
    want_pause[a] = None
    TM[a]["login_s"] += t - ltime[a]
    for q in AQ[a]:
        w(t, "MANAGER", QUEUES[q], names[a], "REMOVEMEMBER", "")


w(A.start - 60, "NONE", "NONE", "NONE", "QUEUESTART", "")
for day in range(A.days):
    d0 = A.start + day * 86400
    wd = (d0 // 86400 + 3) % 7
    f = 1.0 if wd < 5 else 0.45
    if wd == 6:
        at(d0 + 3 * 3600, lambda t: w(t, "NONE", "NONE", "NONE", "CONFIGRELOAD", ""))
    for a in range(A.agents):
        if R.random() > (0.93 if wd < 5 else 0.42):
            continue
        s = d0 + int(R.choice((0, 7, 7.5, 8, 8, 8.5, 9, 9, 9.5, 10, 12, 13)) * 3600) + R.randrange(-300, 600)
        s = max(s, d0 + 5)
        e = min(s + R.choice((8, 8, 8, 6, 9)) * 3600 + R.randrange(-600, 900), d0 + 86390)
        at(s, logon, a)
        at(e, ask_off, a)
        at(s + R.randint(5000, 8000), ask_pause, a, REASONS[0][0], R.randint(500, 900))
        at(s + R.randint(12000, 16000), ask_pause, a, "lunch", R.randint(1500, 3600))
        at(
            s + R.randint(20000, 25000),
            ask_pause,
            a,
            *(
                (REASONS[i][0], R.randint(REASONS[i][1] // 2, REASONS[i][1]))
                for i in [R.choice((0, 2, 3, 4, 5))]
            ).__next__(),
        )
    n = int(calls_per_full_day * f * R.uniform(0.85, 1.15))
    for h in range(24):
        for _ in range(int(n * HOUR[h] / HS)):
            at(d0 + h * 3600 + R.randrange(3600), arrive, R.choices(range(len(QUEUES)), WEIGHT)[0])
    stop = d0 + 86400
    while heap and heap[0][0] < stop:
        t, _, fn, a = heapq.heappop(heap)
        fn(t, *a)
while heap:
    t, _, fn, a = heapq.heappop(heap)
    fn(t, *a)
out.close()
if A.truth:
    for q in QUEUES:
        TQ[q]["wait_answered_max_s"] = maxwait[q]
        TQ[q]["service_level_s"] = SL[q]
    json.dump(
        dict(
            seed=A.seed,
            lines=lines,
            lines_by_event=dict(sorted(kinds.items())),
            totals={k: sum(TQ[q][k] for q in QUEUES) for k in QK},
            queues=TQ,
            agents={names[i]: dict(TM[i], pause_s=dict(TM[i]["pause_s"])) for i in range(A.agents)},
            days_utc={str(k): v for k, v in sorted(TD.items())},
        ),
        open(A.truth, "w", encoding="utf-8"),
        ensure_ascii=False,
        indent=1,
    )
print(lines, "lines")

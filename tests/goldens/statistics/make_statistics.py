"""Makes statistics.json: what scipy, statsmodels and scikit-learn give for made-up numbers.

Debian 12: apt-get install python3-scipy python3-sklearn python3-statsmodels; /usr/bin/python3 make_statistics.py
"""
import json
import pathlib

import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import optimize, special, stats
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score
from statsmodels.stats.contingency_tables import mcnemar

random = np.random.default_rng(20240501)
labels = ["yes", "no", "maybe"]


def mcnemar_cases():
    for b, c in [(0, 1), (1, 0), (0, 6), (3, 9), (10, 11), (25, 7), (60, 95), (400, 520), (1, 5000)]:
        table = [[0, b], [c, 0]]
        exact, chi = mcnemar(table, exact=True), mcnemar(table, exact=False, correction=True)
        assert np.isclose(exact.pvalue, stats.binomtest(min(b, c), b + c, 0.5).pvalue, rtol=1e-6)
        yield dict(onlyBaseline=b, onlyFineTuned=c, exactP=exact.pvalue, chiSquare=chi.statistic, chiSquareP=chi.pvalue)


def decisions(rows):
    truth = random.choice(labels, rows, p=[0.55, 0.34, 0.11])
    guess = np.where(random.random(rows) < 0.6, truth, random.choice(labels, rows))
    guess = np.where(random.random(rows) < 0.05, "", guess)
    other = np.where(random.random(rows) < 0.7, guess, random.choice(labels, rows))
    scored = dict(average="macro", labels=labels, zero_division=0)
    return dict(
        truth=truth.tolist(), guess=[g or None for g in guess], other=[o or None for o in other],
        accuracy=accuracy_score(truth, guess), macroF1=f1_score(truth, guess, **scored),
        weightedF1=f1_score(truth, guess, **(scored | dict(average="weighted"))),
        share=float(np.mean(guess == other)), kappa=cohen_kappa_score(guess, other))


def calibration(rows, bins):
    p = random.dirichlet([1.2, 0.8, 0.4], rows)
    p[0], p[1] = [1, 0, 0], [0.5, 0.5, 0]
    truth = np.array([random.choice(3, p=row) for row in p])
    confidence, guess = p.max(1), p.argmax(1)
    edges = np.linspace(0, 1, bins + 1)
    ece, table = 0.0, []
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        n = int(inside.sum())
        mean = float(confidence[inside].mean()) if n else None
        right = float((guess == truth)[inside].mean()) if n else None
        ece += abs(mean - right) * n / rows if n else 0
        table.append(dict(count=n, meanConfidence=mean, accuracy=right))
    return dict(
        truth=[labels[t] for t in truth], probabilities=p.tolist(), bins=table, ece=ece,
        brier=float(((p - np.eye(3)[truth]) ** 2).sum(1).mean()))


def likelihood(rows, share):
    k = len(share)
    truth = np.concatenate([np.arange(k), random.choice(k, rows - k, p=share)])
    scores = special.log_softmax(random.normal(size=(rows, k)) * 2 + 1.5 * np.eye(k)[truth] - np.arange(k), axis=1)

    def loss(free):
        return -special.log_softmax(scores + np.concatenate([[0], free]), axis=1)[np.arange(rows), truth].sum()

    fit = optimize.minimize(loss, np.zeros(k - 1), method="BFGS", options=dict(gtol=1e-6))
    return dict(truth=truth.tolist(), scores=scores.tolist(), offsets=[0.0] + fit.x.tolist(), loss=fit.fun)


golden = dict(
    versions=dict(scipy=scipy.__version__, sklearn=sklearn.__version__, statsmodels=statsmodels.__version__),
    erfc=[dict(x=float(x), value=float(special.erfc(x))) for x in [0, 1e-8, 0.1, 0.5, 1, 1.9, 1.999, 2, 2.001, 2.5, 4, 8, 20]],
    mcnemar=list(mcnemar_cases()),
    decisions=decisions(120),
    calibration=[calibration(60, 10), calibration(60, 15)],
    likelihood=[likelihood(80, [0.55, 0.34, 0.11]), likelihood(40, [0.5, 0.5]), likelihood(60, [0.4, 0.3, 0.2, 0.1])],
)
text = json.dumps(golden, indent=1)
pathlib.Path(__file__).with_name("statistics.json").write_text(text + "\n")

"""Numbers of EstimateTest: a mean of two means that were found independently, by SciPy's Welch test.

pip install scipy; prints degrees of freedom and the standard error.
"""
from scipy import stats

A = [1.0, 2.0, 4.0, 7.0]
B = [3.0, 3.5, 5.0]

test = stats.ttest_ind(A, B, equal_var=False)
interval = test.confidence_interval(0.95)
print(test.df, (interval.high - interval.low) / 4 / stats.t.ppf(0.975, test.df))

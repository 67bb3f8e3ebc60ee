using System.Globalization;
using GenPhys.Api.Options;
using GenPhys.Contracts;

namespace GenPhys.Api.Protection;

/// <summary>What one caller may use: requests and rows per second.</summary>
internal sealed class CallerBudget(BudgetOptions options, TimeProvider time)
{
    private readonly TokenBucket? _requests = Bucket(options.RequestsPerSecond, options.RequestBurst, time);
    private readonly TokenBucket? _rows = Bucket(options.RowsPerSecond, options.RowBurst, time);

    /// <summary>Whether it is as if the caller had never come.</summary>
    public bool IsFull => _requests?.IsFull != false && _rows?.IsFull != false;

    /// <summary>Takes one request.</summary>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.RateLimited"/>.</exception>
    public void TakeRequest()
    {
        if (_requests?.Take(1) is { } wait)
        {
            throw Refuse("requests", options.RequestsPerSecond, wait);
        }
    }

    /// <summary>Takes the rows of a request.</summary>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.RateLimited"/>, or <see cref="ErrorCode.BudgetExceeded"/> where they never fit.</exception>
    public void TakeRows(int rows)
    {
        if (_rows is null || rows < 1)
        {
            return;
        }

        if (rows > _rows.Burst)
        {
            throw new GenPhysException(
                ErrorCode.BudgetExceeded, string.Create(CultureInfo.InvariantCulture, $"count is {rows}; your budget allows at most {Math.Floor(_rows.Burst)} rows at once."), "/count");
        }

        if (_rows.Take(rows) is { } wait)
        {
            throw Refuse("rows", options.RowsPerSecond, wait);
        }
    }

    /// <summary>Gives back the rows of a request that was refused.</summary>
    public void ReturnRows(int rows)
    {
        if (rows >= 1)
        {
            _rows?.Return(rows);
        }
    }

    private static GenPhysException Refuse(string what, double? rate, TimeSpan wait) => new(
        ErrorCode.RateLimited, string.Create(CultureInfo.InvariantCulture, $"Your budget of {rate:G6} {what} per second is used up for now."), retryAfter: wait);

    private static TokenBucket? Bucket(double? rate, double? burst, TimeProvider time) =>
        rate is { } perSecond ? new TokenBucket(perSecond, burst ?? Math.Max(1, perSecond), time) : null;
}

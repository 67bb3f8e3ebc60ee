using GenPhys.Contracts;
using Microsoft.AspNetCore.Authorization;

namespace GenPhys.Api.Protection;

/// <summary>Takes one request from the budget of every caller who has passed a policy.</summary>
internal sealed class RequestBudget(RequestDelegate next, CallerBudgets budgets, Refusal refusal)
{
    public Task InvokeAsync(HttpContext http)
    {
        var caller = Caller.Of(http);
        if (caller != Caller.Anyone && http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            try
            {
                budgets.Of(caller).TakeRequest();
            }
            catch (GenPhysException exception)
            {
                return refusal.AnswerAsync(http, exception);
            }
        }

        return next(http);
    }
}

using System.Globalization;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>Runs that apply nothing of their plan.</summary>
internal static class PlanRefusal
{
    /// <summary>Why a run applies nothing although only some changes were refused.</summary>
    public const string StrictReason =
        "Nothing of the plan was applied, because not all of it can be and strict was asked for; each change is listed with the reason.";

    /// <summary>The result of a run that refuses its plan as a whole: every change is listed as refused.</summary>
    public static SyncRun OfAll(SyncRun refused, SyncPlan plan, bool strict) => refused with
    {
        Changes = [.. plan.Changes.Select(change => new ChangeOutcome(change, ChangeResult.Refused, refused.Error))],
        Plan = new PlanUse(plan.Id, plan.CreatedAt, plan.Header.User, plan.Header.Host, plan.Changes.Count)
        {
            Strict = strict,
            Refused = plan.Changes.Count,
        },
    };

    /// <summary>The outcome of a change that would be applied, had not another one been refused.</summary>
    public static ChangeOutcome OfRehearsed(ChangeOutcome outcome) => outcome.Result == ChangeResult.Planned
        ? outcome with { Result = ChangeResult.Refused, Message = "Not applied: other changes of the plan were refused (strict)." }
        : outcome;

    /// <summary>What became of a plan, in a sentence.</summary>
    public static string Describe(PlanUse plan) => string.Create(
        CultureInfo.InvariantCulture,
        $"Plan {plan.Id}: {plan.Applied} of {plan.Changes} changes applied, {plan.Refused} refused "
            + $"({plan.NoLongerNeeded} no longer needed), {plan.Held} held; {plan.LeftOut} left out that it does not have");
}

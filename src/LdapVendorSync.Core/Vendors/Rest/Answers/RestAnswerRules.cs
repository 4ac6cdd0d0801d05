using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Vendors.Rest.Answers;

/// <summary>Says what the answers to an operation mean.</summary>
internal sealed record RestAnswerRules
{
    public IReadOnlyList<int>? Success { get; init; }

    public IReadOnlyList<int> Already { get; init; } = [];

    public IReadOnlyList<int> Absent { get; init; } = [];

    public IReadOnlyList<int> Conflict { get; init; } = [];

    public IReadOnlyList<RestCondition> SuccessWhen { get; init; } = [];

    public IReadOnlyList<RestCondition> ErrorWhen { get; init; } = [];

    public IReadOnlyList<RestCondition> DeniedWhen { get; init; } = [];

    public IReadOnlyList<RestCondition> AlreadyWhen { get; init; } = [];

    public IReadOnlyList<RestCondition> AbsentWhen { get; init; } = [];

    public IReadOnlyList<RestCondition> ConflictWhen { get; init; } = [];

    public string? MessagePath { get; init; }

    /// <summary>What an answer means. What says it by its content comes before what its status says.</summary>
    public RestOutcome Judge(RestAnswer answer)
    {
        if (Any(DeniedWhen, answer))
            return RestOutcome.Denied;
        if (Already.Contains(answer.Status) || Any(AlreadyWhen, answer))
            return RestOutcome.Already;
        if (Absent.Contains(answer.Status) || Any(AbsentWhen, answer))
            return RestOutcome.Absent;
        if (Conflict.Contains(answer.Status) || Any(ConflictWhen, answer))
            return RestOutcome.Conflict;
        if (answer.Fault is not null)
            return Any(SuccessWhen, answer) ? RestOutcome.Success : RestOutcome.Refused;
        if (!IsGood(answer.Status))
            return RestOutcome.BadStatus;
        return SaysError(answer) || (SuccessWhen.Count > 0 && !Any(SuccessWhen, answer)) ? RestOutcome.Refused : RestOutcome.Success;
    }

    /// <summary>Whether an answer says what it says for good, although its status alone would mean that it may be tried again.</summary>
    public bool IsFinal(RestAnswer answer) => Judge(answer) switch
    {
        RestOutcome.BadStatus => false,
        RestOutcome.Refused => answer.Fault?.IsOfServer != true,
        _ => true,
    };

    /// <summary>Why it did not work, in the vendor's words.</summary>
    public string Describe(RestAnswer answer)
    {
        if (answer.Fault is { } fault)
            return $"it was answered with the {fault}";
        var said = (MessagePath is null ? null : answer.Body?.TextAt(MessagePath)) ?? ResponseContent.ErrorMessage(answer.Response);
        return said is null
            ? $"the answer ({answer.Status}) does not say that it worked"
            : $"the answer ({answer.Status}) says that it did not work: {Punctuation.Open(said)}";
    }

    private bool SaysError(RestAnswer answer)
    {
        if (ErrorWhen.Count == 0 && SuccessWhen.Count == 0)
            return answer is { IsOfRead: true, Body: { } body } && UsualErrors.AreIn(body);
        // Nobody can say that what cannot be read holds no error.
        return Any(ErrorWhen, answer) || (answer.IsUnreadable && ErrorWhen.Any(condition => condition.Path is not null));
    }

    private bool IsGood(int status) => Success?.Contains(status) ?? status is >= 200 and <= 299;

    private static bool Any(IReadOnlyList<RestCondition> conditions, RestAnswer answer) =>
        conditions.Any(condition => condition.Holds(answer));
}

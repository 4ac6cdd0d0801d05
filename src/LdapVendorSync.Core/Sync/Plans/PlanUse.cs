using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>What a run made of the plan that it was given.</summary>
/// <param name="Id">The plan's id.</param>
/// <param name="CreatedAt">When both sides were read for it (UTC).</param>
/// <param name="User">The account that made it.</param>
/// <param name="Host">The host it was made on.</param>
/// <param name="Changes">How many changes it was given with.</param>
public sealed record PlanUse(string Id, DateTimeOffset CreatedAt, string User, string Host, int Changes)
{
    /// <summary>Whether any refusal was to keep everything from being applied.</summary>
    public bool Strict { get; init; }

    /// <summary>How many of its changes were applied; in a dry run, would be.</summary>
    public int Applied { get; init; }

    /// <summary>How many of its changes were refused; each is among the run's changes, with the reason.</summary>
    public int Refused { get; init; }

    /// <summary>How many of the refused changes were refused because there is nothing left to do for them.</summary>
    public int NoLongerNeeded { get; init; }

    /// <summary>How many of its changes a guard held.</summary>
    public int Held { get; init; }

    /// <summary>How many changes are due that it does not have, and that were therefore not made.</summary>
    public int LeftOut { get; init; }

    /// <summary>Which reads differ from those that it was made from, in sentences.</summary>
    public IReadOnlyList<string> Drift { get; init => field = value.ToIndexable(); } = [];
}

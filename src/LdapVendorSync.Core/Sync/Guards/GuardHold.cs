using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>Changes that a guard holds back: removals, or additions.</summary>
/// <param name="Rule">The name of the guard.</param>
/// <param name="Mapping">The mapping concerned.</param>
/// <param name="Message">A sentence: rule, threshold, value, the first people concerned.</param>
/// <param name="Changes">What is held.</param>
public sealed record GuardHold(string Rule, MappingReference Mapping, string Message, IReadOnlyList<MembershipChange> Changes)
{
    /// <summary>Whether this is no trouble but what the settings ask for: the removals are due later, by themselves.</summary>
    public bool IsWait { get; init; }

    /// <summary>
    /// Whether the rule is about who is removed or from where, and says nothing against what was read: a read with such a hold is as good a
    /// measure for the next one as any.
    /// </summary>
    public bool TrustsSource { get; init; }
}

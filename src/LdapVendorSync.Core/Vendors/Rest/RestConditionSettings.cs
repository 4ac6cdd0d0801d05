using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>What an answer may say. All that is given must be so.</summary>
public sealed record RestConditionSettings
{
    /// <summary>The answer has one of these statuses.</summary>
    [Setting("The answer has one of these statuses.")]
    public IReadOnlyList<int>? Status { get; init; }

    /// <summary>The place in the answer that is looked at.</summary>
    [Setting("The place in the answer that is looked at, such as error.code; without further keys, something must be there.")]
    public string? Path { get; init; }

    /// <summary>The text there is one of these.</summary>
    [Setting("The text at the place is one of these; true, false and numbers too.")]
    public IReadOnlyList<string>? Is { get; init; }

    /// <summary>The text there, or the whole body, matches.</summary>
    [Setting("A regular expression that the text at the place matches somewhere, or the whole body where no path is given; case does not count.")]
    public string? Matches { get; init; }

    /// <summary>Whether something is there.</summary>
    [Setting("Whether there must be something at the place, or nothing.")]
    public bool? Exists { get; init; }

    /// <summary>The answer is a SOAP fault with one of these codes.</summary>
    [Setting("The answer is a SOAP fault with one of these codes (without prefix), subcodes, or names of elements in its detail.")]
    public IReadOnlyList<string>? Fault { get; init; }
}

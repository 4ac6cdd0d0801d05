using LdapVendorSync.Core.Configuration;

namespace Nordwind.Newsletter;

/// <summary>The block <c>newsletter:</c> of a vendor. Every property with a <c>[Setting]</c> is a key, checked with its line number.</summary>
public sealed record NewsletterSettings : IProviderSettings
{
    /// <summary>The file, an absolute path once loaded.</summary>
    [Setting("The JSON file that holds the subscribers; the first change creates it.", IsPath = true)]
    public required string File { get; init; }

    /// <summary>Whether somebody who is new gets an account.</summary>
    [Setting("Whether people may be subscribed who never were before.")]
    public bool OpenToAll { get; init; } = true;

    /// <summary>Two vendors with one file would undo each other's work: this is how it is noticed.</summary>
    public string? Target => File.Length == 0 ? null : Path.GetFullPath(File);

    /// <summary>What only the vendor as a whole can tell.</summary>
    public IEnumerable<SettingProblem> Validate(VendorSettings vendor)
    {
        if (vendor.BaseUrl is not null)
            yield return new SettingProblem("base_url", "A newsletter has no address.", "Remove it; the file is newsletter.file.");
    }
}

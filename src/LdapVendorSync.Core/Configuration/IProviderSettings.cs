namespace LdapVendorSync.Core.Configuration;

/// <summary>
/// The settings block of a vendor provider (<c>rest:</c>, <c>sqlite:</c>). A block may be any record with
/// <see cref="SettingAttribute"/>s; it implements this where it knows what its provider writes to or can check more than single values.
/// </summary>
public interface IProviderSettings
{
    /// <summary>
    /// The canonical name of what the provider writes to (a database file, a tenant): two vendors with one target would fight over its
    /// groups. <see langword="null"/> where the vendor's <c>base_url</c> says it.
    /// </summary>
    string? Target => null;

    /// <summary>
    /// Whether only one vendor of a configuration may have the target, whatever its groups: where one that does not know what the other sent would
    /// undo it.
    /// </summary>
    bool OwnsTarget => false;

    /// <summary>
    /// What <c>attributes</c> is for such a vendor where the configuration leaves it out; empty for the default set of all vendors.
    /// </summary>
    IReadOnlyDictionary<string, string> DefaultAttributes => NoAttributes;

    private static IReadOnlyDictionary<string, string> NoAttributes { get; } = new Dictionary<string, string>();

    /// <summary>What is wrong with the vendor as a whole, such as a <c>base_url</c> that the provider needs.</summary>
    /// <param name="vendor">The vendor that holds this block.</param>
    IEnumerable<SettingProblem> Validate(VendorSettings vendor) => [];
}

/// <summary>What a provider finds wrong with its settings.</summary>
/// <param name="Key">The key below the vendor, for example <c>base_url</c> or <c>rest.paging.size</c>.</param>
/// <param name="Message">What is wrong, without the value of a secret.</param>
/// <param name="Hint">What to do.</param>
public sealed record SettingProblem(string Key, string Message, string? Hint = null);

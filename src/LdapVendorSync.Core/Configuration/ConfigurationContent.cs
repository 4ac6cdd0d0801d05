using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>
/// A configuration that a caller made: blocks with the keys of the file. It is loaded as a file is; problems name the key alone, as there
/// are no lines.
/// </summary>
/// <param name="Root">
/// The keys: a <see cref="System.Collections.IDictionary"/>. Values are blocks of the same kind, lists, texts, numbers,
/// <see langword="true"/> and <see langword="false"/>, durations, addresses, and a <see cref="Secret"/> whose text is known.
/// </param>
public sealed record ConfigurationContent(object Root)
{
    /// <summary>
    /// Turns what only the caller understands into what <see cref="Root"/> may hold; asked once for every value. Leaves alone what it does
    /// not know.
    /// </summary>
    public Func<object?, object?> Unwrap { get; init; } = value => value;
}

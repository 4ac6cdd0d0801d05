using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.PowerShell.Errors;

/// <summary>What a command cannot do as it was asked.</summary>
/// <param name="kind">The kind of error, one of <see cref="ErrorKinds"/>.</param>
/// <param name="message">What happened, and why.</param>
/// <param name="innerException">What it comes from.</param>
internal sealed class CommandException(ErrorKind kind, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The kind of error.</summary>
    public ErrorKind Kind { get; } = kind;

    /// <summary>A vendor has no such group.</summary>
    public static CommandException GroupNotFound(string vendor, string group) =>
        new(ErrorKinds.GroupNotFound, $"Vendor '{vendor}' has no group '{group}'.");

    /// <summary>There is no such provider.</summary>
    public static CommandException ProviderNotFound(string name, IEnumerable<VendorProviderDescriptor> known) => new(
        ErrorKinds.VendorProviderNotFound,
        $"There is no provider '{name}'; registered are {string.Join(", ", known.Select(provider => provider.Name))}.");
}

using System.Management.Automation;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.PowerShell.Errors;

/// <summary>What a command cannot do as it was asked, with the id and category of its error record.</summary>
internal sealed class CommandException(string errorId, ErrorCategory category, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The id of the error record.</summary>
    public string ErrorId { get; } = errorId;

    /// <summary>The category of the error record.</summary>
    public ErrorCategory Category { get; } = category;

    /// <summary>A vendor has no such group.</summary>
    public static CommandException GroupNotFound(string vendor, string group) =>
        new("GroupNotFound", ErrorCategory.ObjectNotFound, $"Vendor '{vendor}' has no group '{group}'.");

    /// <summary>There is no such provider.</summary>
    public static CommandException ProviderNotFound(string name, IEnumerable<VendorProviderDescriptor> known) => new(
        "VendorProviderNotFound",
        ErrorCategory.ObjectNotFound,
        $"There is no provider '{name}'; registered are {string.Join(", ", known.Select(provider => provider.Name))}.");
}

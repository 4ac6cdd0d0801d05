using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>The <c>soap:</c> block of a vendor whose operations are SOAP messages.</summary>
public sealed record RestSoapSettings
{
    /// <summary>The version of SOAP.</summary>
    [Setting("The version of SOAP.")]
    [AllowedValues("1.1", "1.2")]
    public string Version { get; init; } = "1.1";

    /// <summary>The path of the service below <c>base_url</c>, for operations without one of their own.</summary>
    [Setting("The path of the service below base_url, for operations without one of their own; empty for base_url itself.")]
    public string Path { get; init; } = string.Empty;

    /// <summary>What stands in the header of each envelope.</summary>
    [Setting("What stands in the header of each envelope: a block whose texts are templates.")]
    public JsonNode? Header { get; init; }
}

using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>What an operation's body and answer are written in.</summary>
internal sealed record RestFormats(RestBodyFormat Body, DataFormat Answer);

using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Why a server could not be used.</summary>
/// <param name="Message">The reason, for an administrator.</param>
/// <param name="Kind">What it means for the source, if no other server can be used either.</param>
/// <param name="IsTransient">Whether trying again may help.</param>
/// <param name="Error">What the client reported, if it did.</param>
internal sealed record ServerFailure(string Message, SourceFailure Kind, bool IsTransient = false, LdapException? Error = null)
{
    public static ServerFailure Of(LdapException error) =>
        new(error.Message, LdapFault.Classify(error), LdapFault.IsTransient(error), error);
}

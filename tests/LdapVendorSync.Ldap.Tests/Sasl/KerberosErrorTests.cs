using System.Net.Security;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Sasl;

namespace LdapVendorSync.Ldap.Tests.Sasl;

public sealed class KerberosErrorTests
{
    [Theory]
    [InlineData("96C73A25", LdapSaslFailure.ClockSkew, "clock")]
    [InlineData("96C73A20", LdapSaslFailure.TicketExpired, "kinit")]
    [InlineData("96C73A8D", LdapSaslFailure.NoCredentials, "KRB5CCNAME")]
    [InlineData("96C73A9C", LdapSaslFailure.KdcUnreachable, "port 88")]
    [InlineData("96C73A0E", LdapSaslFailure.NoCredentials, "AES")]
    [InlineData("00000001", LdapSaslFailure.Other, "0x00000001")]
    public void Code_of_the_library_is_spelt_out(string minor, LdapSaslFailure failure, string text)
    {
        var trace = $"Interop+NetSecurityNative+GssApiException: GSSAPI operation failed with status: 000D0000 (Minor status: {minor}).";

        var explained = KerberosErrors.Explain(
            NegotiateAuthenticationStatusCode.GenericFailure, trace, KerberosIdentity.CurrentUser, "ldap/dc1.example.com");

        explained.Failure.ShouldBe(failure);
        explained.Reason.ShouldContain(text);
    }

    [Theory]
    [InlineData(NegotiateAuthenticationStatusCode.UnknownCredentials, LdapSaslFailure.NoCredentials)]
    [InlineData(NegotiateAuthenticationStatusCode.TargetUnknown, LdapSaslFailure.UnknownService)]
    [InlineData(NegotiateAuthenticationStatusCode.Unsupported, LdapSaslFailure.NotPossible)]
    [InlineData(NegotiateAuthenticationStatusCode.GenericFailure, LdapSaslFailure.Other)]
    public void Where_the_library_says_nothing_the_framework_is_believed(NegotiateAuthenticationStatusCode status, LdapSaslFailure failure) =>
        KerberosErrors.Explain(status, string.Empty, KerberosIdentity.CurrentUser, "ldap/dc1.example.com").Failure.ShouldBe(failure);
}

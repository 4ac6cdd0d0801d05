using System.Globalization;
using System.Net.Sockets;
using LdapVendorSync.Core.Http;
using Npgsql;

namespace LdapVendorSync.Core.Vendors.Odoo;

/// <summary>Says what an error of the database means, and whether it passes.</summary>
internal sealed class OdooErrors(VendorContext context, OdooSettings settings, TlsPolicy tls)
{
    /// <summary>Whether an exception tells of the database or the way to it.</summary>
    public static bool IsOfDatabase(Exception error) => error is NpgsqlException or SocketException or IOException or TimeoutException;

    /// <summary>Whether another attempt may help.</summary>
    public static bool IsPassing(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => false,
        PostgresException known => known.IsTransient,
        _ => true,
    };

    /// <summary>What an error means, in the words of all vendors.</summary>
    public VendorException Explain(string purpose, Exception error)
    {
        var (failure, reason) = Judge(error);
        var text = $"{context.Settings.Name}: cannot {purpose}: {Punctuation.Close(reason)}";
        return new VendorException(failure, context.Redactor.Redact(text), error);
    }

    private (VendorFailure Failure, string Reason) Judge(Exception error)
    {
        if (tls.Refusal is { } refusal && error is not PostgresException)
        {
            var whose = refusal.Subject is null ? string.Empty : $" \"{refusal.Subject}\"";
            return (VendorFailure.Unavailable, $"the server's certificate{whose} was not accepted: {refusal.Reason}; truststore_file names the authorities to trust");
        }

        return error switch
        {
            PostgresException known => Judge(known),
            NpgsqlException { InnerException: TimeoutException } or TimeoutException => (VendorFailure.Unavailable, $"{Where} did not answer in time"),
            _ => (VendorFailure.Unavailable, $"{Where}: {error.GetBaseException().Message}"),
        };
    }

    private (VendorFailure Failure, string Reason) Judge(PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            (VendorFailure.Authentication, $"{Where} refuses the account ({error.MessageText}); check odoo.username, odoo.password and pg_hba.conf"),
        PostgresErrorCodes.InvalidCatalogName =>
            (VendorFailure.Authentication, $"{Where} has no such database; check odoo.database"),
        PostgresErrorCodes.InsufficientPrivilege when error.MessageText.Contains("row-level security", StringComparison.Ordinal) =>
            (VendorFailure.Authentication, $"a row-level security policy would hide rows from the account ({error.MessageText}); give it BYPASSRLS"),
        PostgresErrorCodes.InsufficientPrivilege =>
            (VendorFailure.Authentication, $"the account may not read this ({error.MessageText}); grant it SELECT on it"),
        PostgresErrorCodes.QueryCanceled => (
            VendorFailure.Unavailable,
            string.Create(
                CultureInfo.InvariantCulture,
                $"the statement took longer than odoo.statement_timeout_seconds ({settings.StatementTimeoutSeconds:0.###}), or was cancelled at the server")),
        _ => (VendorFailure.Unavailable, $"{Where} answered with {error.SqlState}: {error.MessageText}"),
    };

    private string Where => $"{settings.Host}:{settings.Port}";
}

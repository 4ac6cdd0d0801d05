using System.Net;
using System.Reflection;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>Says what exceptions of somebody else's code mean.</summary>
public static class PluginFaults
{
    private const string OtherVersion = "It was built against another version of LdapVendorSync.Core";

    /// <summary>What of an exception is worth telling: the one inside those that only wrap.</summary>
    /// <param name="error">What was thrown.</param>
    public static Exception Unwrap(Exception error) => error switch
    {
        TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        AggregateException { InnerExceptions: [var inner] } => Unwrap(inner),
        ReflectionTypeLoadException { LoaderExceptions: [{ } inner, ..] } => Unwrap(inner),
        _ => error,
    };

    /// <summary>Why code cannot be loaded or linked; <see langword="null"/> where that is not what is wrong.</summary>
    /// <param name="error">What was thrown.</param>
    public static string? DescribeLinkage(Exception error) => Unwrap(error) switch
    {
        MissingMemberException missing => $"{OtherVersion}: {missing.Message}",
        TypeLoadException missing => $"{OtherVersion}: {missing.Message}",
        FileNotFoundException { FileName: { } name } when IsAssemblyName(name) => $"It needs the assembly {name}, which is not beside it.",
        FileLoadException { FileName: { } name } => $"It needs the assembly {name}, which cannot be loaded.",
        _ => null,
    };

    /// <summary>The failure of a vendor that an exception of its provider means.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="subject">What failed: the plug-in, or a part of it.</param>
    /// <param name="isWrite">Whether something was to be changed.</param>
    /// <param name="redactor">Takes secrets out of the message.</param>
    public static VendorException ToVendorException(Exception error, string subject, bool isWrite, SecretRedactor redactor)
    {
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(redactor);
        if (error is VendorException known)
            return Redact(known, redactor);
        var origin = Unwrap(error);
        if (origin is VendorException wrapped)
            return Redact(wrapped, redactor);
        if (DescribeLinkage(origin) is { } linkage)
            return Create(VendorFailure.Unsupported, linkage, notSent: true);
        return origin switch
        {
            NotImplementedException or NotSupportedException => Create(VendorFailure.Unsupported, origin.Message, notSent: true),
            HttpRequestException { StatusCode: { } status } =>
                Create(FailureOf(status, isWrite), origin.Message, isWrite && LeavesEffectOpen(status), status: (int)status),
            HttpRequestException or IOException or TimeoutException or OperationCanceledException =>
                Create(VendorFailure.Unavailable, origin.Message, isWrite),
            // A mistake in the code: how far it came, nobody knows.
            _ => Create(VendorFailure.Rejected, $"{origin.GetType().Name}: {origin.Message}", isWrite),
        };

        VendorException Create(VendorFailure failure, string message, bool unknown = false, bool notSent = false, int? status = null) =>
            new(failure, redactor.Redact($"{subject} failed. {message}"), origin)
            {
                OutcomeUnknown = unknown,
                NotSent = notSent,
                StatusCode = status,
            };
    }

    /// <summary>Whether a request may have had its effect although it was answered with this status code.</summary>
    public static bool LeavesEffectOpen(HttpStatusCode status) => (int)status >= 500 && status != HttpStatusCode.ServiceUnavailable;

    /// <summary>What a status code of HTTP means.</summary>
    /// <param name="status">The code.</param>
    /// <param name="isWrite">Whether something was to be changed.</param>
    public static VendorFailure FailureOf(HttpStatusCode status, bool isWrite) => (int)status switch
    {
        401 => VendorFailure.Authentication,
        403 when !isWrite => VendorFailure.Authentication,
        404 or 410 => VendorFailure.NotFound,
        409 or 412 => VendorFailure.Conflict,
        429 => VendorFailure.RateLimited,
        408 or >= 500 => VendorFailure.Unavailable,
        _ => VendorFailure.Rejected,
    };

    private static VendorException Redact(VendorException error, SecretRedactor redactor)
    {
        var message = redactor.Redact(error.Message);
        return message == error.Message ? error : error.Restate(message);
    }

    private static bool IsAssemblyName(string name) => name.Contains(", Version=", StringComparison.Ordinal);
}

using System.Management.Automation;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Plugins;

namespace LdapVendorSync.PowerShell.Scripting;

/// <summary>Says what an error of a script means for the vendor.</summary>
/// <remarks>
/// A script names the failure with an error id (<c>NotFound</c>, <c>Conflict</c> …), with the category of <c>Write-Error</c>, or lets the
/// status code of <c>Invoke-RestMethod</c> speak. Categories of other commands mean nothing: a file that is not found is no person who
/// is not found.
/// </remarks>
internal sealed class ScriptErrors(VendorContext context)
{
    // Not in the library that modules are built against.
    private const string WriteError = "Microsoft.PowerShell.Commands.WriteErrorException";

    private static readonly Dictionary<string, VendorFailure> Ids = new(StringComparer.OrdinalIgnoreCase)
    {
        ["NotFound"] = VendorFailure.NotFound,
        ["Conflict"] = VendorFailure.Conflict,
        ["Ambiguous"] = VendorFailure.Ambiguous,
        ["Rejected"] = VendorFailure.Rejected,
        ["RateLimited"] = VendorFailure.RateLimited,
        ["Unauthorized"] = VendorFailure.Authentication,
        ["Unavailable"] = VendorFailure.Unavailable,
        ["Malformed"] = VendorFailure.Malformed,
        ["Unsupported"] = VendorFailure.Unsupported,
    };

    private static readonly Dictionary<ErrorCategory, VendorFailure> Categories = new()
    {
        [ErrorCategory.ObjectNotFound] = VendorFailure.NotFound,
        [ErrorCategory.ResourceExists] = VendorFailure.Conflict,
        [ErrorCategory.LimitsExceeded] = VendorFailure.RateLimited,
        [ErrorCategory.QuotaExceeded] = VendorFailure.RateLimited,
        [ErrorCategory.AuthenticationError] = VendorFailure.Authentication,
        [ErrorCategory.ResourceUnavailable] = VendorFailure.Unavailable,
        [ErrorCategory.ConnectionError] = VendorFailure.Unavailable,
        [ErrorCategory.OperationTimeout] = VendorFailure.Unavailable,
        [ErrorCategory.NotImplemented] = VendorFailure.Unsupported,
    };

    /// <summary>The failure that an error record means.</summary>
    /// <param name="record">The record.</param>
    /// <param name="function">The function that was called.</param>
    /// <param name="isWrite">Whether it changes the vendor.</param>
    public VendorException ToException(ErrorRecord record, string function, bool isWrite)
    {
        var subject = Subject(record, function);
        if (Find<VendorException>(record.Exception) is { } known)
            return known;
        if (Named(record) is { } failure)
            return Create(failure, subject, Message(record), record.Exception, isWrite && failure == VendorFailure.Unavailable);
        if (Find<HttpRequestException>(record.Exception) is { StatusCode: { } status } answer)
            return Create(PluginFaults.FailureOf(status, isWrite), subject, Message(record), answer, isWrite && PluginFaults.LeavesEffectOpen(status), answer);
        // A connection that breaks, a time limit: what wraps it says less.
        var origin = Find<HttpRequestException>(record.Exception) ?? Find<IOException>(record.Exception) ?? Find<TimeoutException>(record.Exception)
            ?? Find<OperationCanceledException>(record.Exception) ?? (Exception?)Find<NotSupportedException>(record.Exception);
        return origin is not null
            ? PluginFaults.ToVendorException(origin, subject, isWrite, context.Redactor)
            : Create(VendorFailure.Rejected, subject, Message(record), record.Exception, isWrite);
    }

    /// <summary>The failure that an exception means which ended a function.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="function">The function that was called.</param>
    /// <param name="isWrite">Whether it changes the vendor.</param>
    public VendorException ToException(Exception error, string function, bool isWrite) => error switch
    {
        VendorException known => known,
        FlowControlException => Create(VendorFailure.Rejected, $"{function} of {Script}", Left(error), error, isWrite),
        IContainsErrorRecord { ErrorRecord: { } record } => ToException(record, function, isWrite),
        _ => PluginFaults.ToVendorException(error, $"{function} of {Script}", isWrite, context.Redactor),
    };

    /// <summary>What a function did that no error says.</summary>
    public VendorException Malformed(string function, string message, bool isWrite = false) =>
        Create(VendorFailure.Malformed, $"{function} of {Script}", message, null, isWrite);

    private string Script => $"the script of vendor '{context.Settings.Name}'";

    private VendorException Create(
        VendorFailure failure, string subject, string message, Exception? origin, bool unknown, HttpRequestException? answer = null) =>
        new(failure, context.Redactor.Redact($"{subject} failed. {message}"), origin)
        {
            OutcomeUnknown = unknown,
            StatusCode = (int?)answer?.StatusCode,
            RetryAt = answer is null ? null : RetryAt(answer),
        };

    private static string Left(Exception error)
    {
        var statement = error switch
        {
            ExitException => "exit",
            BreakException => "break outside a loop",
            ContinueException => "continue outside a loop",
            _ => "a jump",
        };
        return $"It was left by {statement}, so that nobody knows how far it came. "
            + "Use return to end it, also within ForEach-Object, and throw to fail.";
    }

    private static VendorFailure? Named(ErrorRecord record)
    {
        var id = record.FullyQualifiedErrorId.Split(',')[0];
        if (Ids.TryGetValue(id, out var named))
            return named;
        return record.Exception.GetType().FullName == WriteError
            && Categories.TryGetValue(record.CategoryInfo.Category, out var meant) ? meant : null;
    }

    // What the server says is in the details; the exception has only the number.
    private static string Message(ErrorRecord record) => record.ErrorDetails?.Message is { Length: > 0 } details
        ? $"{record.Exception.Message} {details}"
        : record.Exception.Message;

    private static string Subject(ErrorRecord record, string function) =>
        record.InvocationInfo is { ScriptName.Length: > 0, ScriptLineNumber: > 0 } place
            ? $"{function} ({Path.GetFileName(place.ScriptName)}:{place.ScriptLineNumber})"
            : function;

    private static T? Find<T>(Exception? error)
        where T : Exception
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is T found)
                return found;
        }

        return null;
    }

    // Microsoft.PowerShell.Commands.HttpResponseException, which is not in the library that modules are built against.
    private DateTimeOffset? RetryAt(HttpRequestException answer)
    {
        var response = answer.GetType().GetProperty("Response")?.GetValue(answer) as HttpResponseMessage;
        return response?.Headers.RetryAfter switch
        {
            { Delta: { } wait } => context.TimeProvider.GetUtcNow() + wait,
            { Date: { } date } => date,
            _ => null,
        };
    }
}

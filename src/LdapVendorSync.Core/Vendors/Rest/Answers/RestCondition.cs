using System.Text.RegularExpressions;
using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Vendors.Rest.Answers;

/// <summary>Something that an answer may say. All of it must be so.</summary>
internal sealed record RestCondition
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    public IReadOnlyList<int>? Status { get; init; }

    public string? Path { get; init; }

    public IReadOnlyList<string>? Is { get; init; }

    public Regex? Matches { get; init; }

    public bool? Exists { get; init; }

    public IReadOnlyList<string>? Fault { get; init; }

    /// <summary>Understands a condition.</summary>
    /// <exception cref="FormatException">It can never or always hold, or the expression is none.</exception>
    public static RestCondition Parse(RestConditionSettings settings)
    {
        if (settings is { Status: null, Path: null, Matches: null, Fault: null })
            throw new FormatException("The condition says nothing; it needs status, path, matches or fault.");
        if (settings.Path is null && (settings.Is is not null || settings.Exists is not null))
            throw new FormatException("'is' and 'exists' need a path.");
        var asksForPresence = settings is { Path: not null, Is: null, Matches: null, Exists: null };
        return new RestCondition
        {
            Status = settings.Status,
            Path = settings.Path,
            Is = settings.Is,
            Matches = settings.Matches is null ? null : Expression(settings.Matches),
            Exists = asksForPresence ? true : settings.Exists,
            Fault = settings.Fault,
        };
    }

    public bool Holds(RestAnswer answer)
    {
        if (Status is not null && !Status.Contains(answer.Status))
            return false;
        if (Fault is not null && answer.Fault?.Codes.Intersect(Fault, StringComparer.Ordinal).Any() != true)
            return false;
        if (Path is null)
            return Matches is null || IsMatch(answer.Text);
        // Something may be missing from what arrived, but not from what nobody could read.
        if (answer.IsUnreadable)
            return false;
        var found = answer.Body?.FindAll(Path).Where(node => node.Kind != DataKind.Null).ToArray() ?? [];
        if (Exists is { } exists && exists != found.Length > 0)
            return false;
        return (Is is null || found.Any(node => Is.Contains(node.Text, StringComparer.OrdinalIgnoreCase)))
            && (Matches is null || found.Any(node => node.Text is { } text && IsMatch(text)));
    }

    private bool IsMatch(string text)
    {
        try
        {
            return Matches!.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static Regex Expression(string text)
    {
        try
        {
            return new Regex(text, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeLimit);
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"'{text}' is no regular expression: {error.Message}", error);
        }
    }
}

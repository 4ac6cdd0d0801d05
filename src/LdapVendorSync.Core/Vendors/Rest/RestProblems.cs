using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Templates;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>Collects what is wrong with a <c>rest:</c> block while it is being understood.</summary>
internal sealed class RestProblems(ICollection<SettingProblem> problems)
{
    /// <summary>Says that something is wrong.</summary>
    /// <param name="key">The key below <c>rest</c>.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="hint">What to do.</param>
    public void Report(string key, string message, string? hint = null)
    {
        var problem = new SettingProblem($"rest.{key}", message, hint);
        // The same text may stand behind several operations, and is wrong once.
        if (!problems.Contains(problem))
            problems.Add(problem);
    }

    /// <summary>Understands a template, or says why it is none.</summary>
    public Template Parse(string key, string text, TemplateSyntax syntax = TemplateSyntax.Text) =>
        Try(key, () => Template.Parse(text, syntax)) ?? Template.Parse(string.Empty, syntax);

    /// <summary>Understands something, or says why that cannot be.</summary>
    public T? Try<T>(string key, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (FormatException error)
        {
            Report(key, error.Message);
            return null;
        }
    }
}

using System.Text.Json;

namespace LdapVendorSync.Core.Vendors.Odoo;

/// <summary>A text that Odoo has in several languages, or in one that nobody names (up to version 15).</summary>
internal sealed class OdooText
{
    private const string Unnamed = "";
    private const string Source = "en_US";

    private readonly SortedDictionary<string, string> _byLanguage = new(StringComparer.Ordinal);

    private OdooText()
    {
    }

    /// <summary>Every translation that is not blank.</summary>
    public IEnumerable<string> All => _byLanguage.Values;

    /// <summary>Reads a column.</summary>
    /// <param name="value">The text, or the JSON object of languages and texts; <see langword="null"/> for none.</param>
    /// <param name="isTranslated">Whether it is such an object.</param>
    public static OdooText Read(string? value, bool isTranslated)
    {
        var text = new OdooText();
        if (string.IsNullOrWhiteSpace(value))
            return text;
        if (!isTranslated)
        {
            text._byLanguage[Unnamed] = value.Trim();
            return text;
        }

        using var json = JsonDocument.Parse(value);
        if (json.RootElement.ValueKind != JsonValueKind.Object)
            return text;
        foreach (var language in json.RootElement.EnumerateObject())
        {
            if (language.Value.ValueKind == JsonValueKind.String && language.Value.GetString() is { } translation && translation.Trim().Length > 0)
                text._byLanguage[language.Name] = translation.Trim();
        }

        return text;
    }

    /// <summary>The translation in the first of some languages that has one, else the untranslated text, else any.</summary>
    public string? In(IReadOnlyList<string> languages) =>
        languages.Append(Source).Select(_byLanguage.GetValueOrDefault).FirstOrDefault(text => text is not null)
        ?? _byLanguage.Values.FirstOrDefault();
}

using System.Globalization;
using System.Text;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>Where a page begins, as <c>after</c> tells it to nobody but the server.</summary>
/// <param name="Page">The number of the page, from 1.</param>
/// <param name="After">The id of the last item of the page before.</param>
internal sealed record OktaCursor(int Page, string After)
{
    /// <summary>The parameter that carries it.</summary>
    public const string Parameter = "after";

    /// <summary>How many pages without anybody have come before this one.</summary>
    public int Empty { get; init; }

    /// <summary>The cursor of a query; that of the first page where there is none.</summary>
    public static OktaCursor Of(IReadOnlyDictionary<string, string> query)
    {
        if (!query.TryGetValue(Parameter, out var text))
            return new OktaCursor(1, string.Empty);
        var parts = Encoding.UTF8.GetString(Convert.FromBase64String(text)).Split(':');
        return new OktaCursor(Number(parts[1]), parts[2]) { Empty = Number(parts[3]) };
    }

    /// <inheritdoc />
    public override string ToString() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cursor:{Page}:{After}:{Empty}")));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

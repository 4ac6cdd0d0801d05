using System.Text;

namespace LdapVendorSync.Ldap.Names;

/// <summary>Brings a name into the form that equal names share, in one pass over its text.</summary>
internal sealed class DistinguishedNameNormalizer
{
    private readonly StringBuilder _text;
    private readonly List<int> _assertionStarts = [];

    private DistinguishedNameNormalizer(int capacity) => _text = new StringBuilder(capacity);

    public static string Normalize(string text) => IsPlain(text) ? text.ToLowerInvariant() : Rewrite(text);

    /// <summary>Whether lower case is all that a name lacks, as most names: one attribute a part, nothing to escape, fold or trim.</summary>
    private static bool IsPlain(string text)
    {
        foreach (var range in text.AsSpan().Split(','))
        {
            var part = text.AsSpan(range);
            var equals = part.IndexOf('=');
            if (equals < 0
                || !DistinguishedNameText.IsPlainType(part[..equals])
                || !DistinguishedNameText.IsPlainValue(part[(equals + 1)..]))
                return false;
        }

        return true;
    }

    private static string Rewrite(string text)
    {
        var normalizer = new DistinguishedNameNormalizer(text.Length);
        var reader = new DistinguishedNameReader(text);
        while (reader.Read()) normalizer.Append(reader);
        normalizer.CloseRdn();
        return normalizer._text.ToString();
    }

    private void Append(in DistinguishedNameReader assertion)
    {
        if (!assertion.ContinuesRdn) CloseRdn();
        if (_text.Length > 0) _text.Append(assertion.ContinuesRdn ? '+' : ',');

        _assertionStarts.Add(_text.Length);
        DistinguishedNameText.AppendNormalizedType(_text, assertion.Type);
        _text.Append('=');
        if (assertion.IsEncoded) _text.Append(assertion.Value);
        else DistinguishedNameText.AppendNormalizedValue(_text, assertion.Value);
    }

    /// <summary>The order within a multi-valued RDN has no meaning, so it is made the same for all.</summary>
    private void CloseRdn()
    {
        if (_assertionStarts.Count > 1)
        {
            var assertions = new string[_assertionStarts.Count];
            for (var i = 0; i < assertions.Length; i++)
            {
                var end = i + 1 < assertions.Length ? _assertionStarts[i + 1] - 1 : _text.Length;
                assertions[i] = _text.ToString(_assertionStarts[i], end - _assertionStarts[i]);
            }

            Array.Sort(assertions, StringComparer.Ordinal);
            _text.Length = _assertionStarts[0];
            _text.AppendJoin('+', assertions);
        }

        _assertionStarts.Clear();
    }
}

using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace LdapVendorSync.Core.Configuration.Variables;

/// <summary>An environment that remembers which variables it was asked for.</summary>
/// <param name="environment">The variables.</param>
internal sealed class AskedEnvironment(IReadOnlyDictionary<string, string> environment) : IReadOnlyDictionary<string, string>
{
    private readonly HashSet<string> _asked = new(ConfigurationLoadOptions.EnvironmentNames);

    /// <summary>The variables that were asked for so far and are not set.</summary>
    public IReadOnlyList<string> Missing => [.. _asked.Where(name => !environment.ContainsKey(name))];

    /// <inheritdoc />
    public IEnumerable<string> Keys => environment.Keys;

    /// <inheritdoc />
    public IEnumerable<string> Values => environment.Values;

    /// <inheritdoc />
    public int Count => environment.Count;

    /// <inheritdoc />
    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"{key} is not set.");

    /// <summary>Whether somebody asked for a variable so far.</summary>
    public bool WasAskedFor(string name) => _asked.Contains(name);

    /// <inheritdoc />
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc />
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        _asked.Add(key);
        return environment.TryGetValue(key, out value);
    }

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => environment.GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

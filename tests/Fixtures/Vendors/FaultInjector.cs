using System.Text.RegularExpressions;

namespace LdapVendorSync.Fixtures.Vendors;

/// <summary>Decides which requests are hit by which fault. The first fault that matches counts.</summary>
public sealed class FaultInjector
{
    private readonly Lock _gate = new();
    private readonly List<Rule> _rules = [];

    /// <summary>Adds a fault.</summary>
    public void Add(Fault fault)
    {
        lock (_gate)
            _rules.Add(new Rule(fault));
    }

    /// <summary>Takes all faults away.</summary>
    public void Clear()
    {
        lock (_gate)
            _rules.Clear();
    }

    internal Fault? Take(string method, string pathAndQuery, string? person)
    {
        lock (_gate)
            return _rules.Find(rule => rule.Matches(method, pathAndQuery, person) && rule.IsDue())?.Fault;
    }

    private sealed class Rule(Fault fault)
    {
        private readonly Regex? _path = fault.Path is null
            ? null
            : new Regex(fault.Path, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        private int _seen;

        public Fault Fault => fault;

        public bool Matches(string method, string pathAndQuery, string? person) =>
            (fault.Method is null || string.Equals(fault.Method, method, StringComparison.OrdinalIgnoreCase))
            && (_path is null || _path.IsMatch(pathAndQuery))
            && (fault.Users.Count == 0 || (person is not null && fault.Users.Contains(person, StringComparer.OrdinalIgnoreCase)));

        public bool IsDue()
        {
            var number = _seen++;
            return number >= fault.Skip && (fault.Times == 0 || number < fault.Skip + fault.Times);
        }
    }
}

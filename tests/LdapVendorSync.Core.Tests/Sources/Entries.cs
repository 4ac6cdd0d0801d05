using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Core.Sources.Directories.Accounts;
using LdapVendorSync.Core.Sources.Directories.Dialects;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Tests.Sources;

/// <summary>Entries made by hand, and what is made of them.</summary>
internal static class Entries
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly LdifSourceSettings Settings = new() { Name = "test", File = "none" };

    public static DirectoryEntry Make(params (string Name, string Value)[] attributes) => MakeNamed("cn=a,dc=x", attributes);

    public static DirectoryEntry MakeNamed(string dn, params (string Name, string Value)[] attributes) =>
        new(DistinguishedName.Parse(dn), [.. attributes
            .GroupBy(attribute => attribute.Name, attribute => attribute.Value, StringComparer.OrdinalIgnoreCase)
            .Select(values => Values(values.Key, [.. values.Select(Encoding.UTF8.GetBytes)]))]);

    public static DirectoryEntry MakeNamed(string dn, IReadOnlyList<DirectoryValues> values) => new(DistinguishedName.Parse(dn), values);

    public static DirectoryValues Values(string name, params byte[][] values) =>
        new(AttributeDescription.Parse(name), [.. values.Select(value => new ReadOnlyMemory<byte>(value))]);

    public static AccountStatus Judge(
        this DirectoryEntry entry, Func<LdifSourceSettings, LdifSourceSettings>? change = null, DateTimeOffset? now = null) =>
        AccountJudge.Create(change?.Invoke(Settings) ?? Settings, AccountRules.All, new FixedTime(now ?? Now)).Judge(entry);

    public static PersonMapper Mapper(FieldSettings? fields = null, params string[] furtherAttributes) =>
        new(
            KnownDialects.Generic.Fields.With(fields ?? new FieldSettings()),
            AccountJudge.Create(Settings, AccountRules.All, new FixedTime(Now)),
            furtherAttributes);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

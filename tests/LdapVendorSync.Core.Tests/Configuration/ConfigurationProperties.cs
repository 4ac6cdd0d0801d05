using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Tests.Configuration;

/// <summary>What holds for every configuration, however broken.</summary>
public sealed class ConfigurationProperties
{
    private static readonly string Specification =
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Configuration", "Data", "specification.yaml"));

    private static readonly string[] Pieces =
    [
        "\n", "\t", " ", ":", ": ", "- ", "[", "]", "{", "}", "'", "\"", "&a ", "*a", "!", "|", ">", "#", "%", "@", "`", "${", "${X}", "$${",
        "~", "<<: ", "? ", "---", "\u0000", "é", "\\",
    ];

    /// <summary>A broken text leads to problems, never to an exception.</summary>
    [Fact]
    public void Any_text_is_judged() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(400),
        Prop.ForAll(Arb.From(Broken()), text =>
        {
            using var configuration = new ConfigurationText();
            var result = configuration.Load(text);
            (result.Configuration is null).ShouldBe(result.Errors.Any());
        }));

    /// <summary>Whatever else is wrong, no problem and no dump shows a secret.</summary>
    [Fact]
    public void No_secret_is_ever_shown() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(400),
        Prop.ForAll(Arb.From(Gen.Zip(Canary(), Gen.ArrayOf(Gen.Elements(Pieces), 2))), input =>
        {
            var (canary, pieces) = input;
            if (pieces[0].Contains('\n') && pieces[1].Contains(':'))
                return; // on a line of its own and with a colon it is a key by all accounts
            using var configuration = new ConfigurationText();
            var result = configuration.Load(WithSecret(canary, pieces));

            string.Join('\n', result.Problems).ShouldNotContain(canary, Case.Sensitive);
            result.Configuration?.ToMaskedYaml().ShouldNotContain(canary, Case.Sensitive);
            result.Configuration?.ToString().ShouldNotContain(canary, Case.Sensitive);
        }));

    private static string WithSecret(string canary, string[] pieces) => $$$"""
        ldap:
          server_url: ldap://ldap.example.com
          bind_dn: cn=reader
          bind_password: {{{pieces[0]}}}{{{canary}}}{{{pieces[1]}}}
        vendor_apps:
          - name: App
            module: store
            auth: {method: basic, username: sync, password: '{{{canary.Replace("'", "''", StringComparison.Ordinal)}}}'}
            store: {database: a.db, headers: {X-Key: "{{{canary.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}}}"}}
            groups:
              - {ldap_group: "cn=a,dc=x", vendor_group: a}
        """;

    private static Gen<string> Canary() =>
        from characters in Gen.ArrayOf(Gen.Elements("abcXYZ019!?$%&/()=+*~#-_.,;:<>|^@\\\"'{}[] äß€".ToCharArray()), 12)
        select "cnry" + new string(characters).Trim() + "yrnc";

    private static Gen<string> Broken() =>
        from edits in Gen.ListOf(Gen.Zip(Gen.Choose(0, Specification.Length - 1), Gen.Zip(Gen.Choose(0, 40), Gen.Elements(Pieces))), 4)
        select edits.Aggregate(new StringBuilder(Specification), Edit).ToString();

    private static StringBuilder Edit(StringBuilder text, (int At, (int Length, string Piece) What) edit)
    {
        var at = Math.Min(edit.At, text.Length);
        return text.Remove(at, Math.Min(edit.What.Length, text.Length - at)).Insert(at, edit.What.Piece);
    }
}

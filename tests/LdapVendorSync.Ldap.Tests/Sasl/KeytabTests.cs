using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Ldap.Sasl;

namespace LdapVendorSync.Ldap.Tests.Sasl;

public sealed class KeytabTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void Keys_of_one_principal_are_taken_out_past_holes_and_others()
    {
        byte[] first = Entry("EXAMPLE.COM", "host", "a"), hole = [0xFF, 0xFF, 0xFF, 0xFE, 9, 9], second = Entry("EXAMPLE.COM", "sync");
        Write([5, 2, .. first, .. hole, .. second, .. second]);

        var keytab = Keytab.Read(_file);

        keytab.StartsWith("host/a@EXAMPLE.COM").ShouldBeTrue();
        keytab.Only("sync@EXAMPLE.COM").ShouldBe([5, 2, .. second, .. second]);
        Should.Throw<KeytabException>(() => keytab.Only("sync@example.com")).Message
            .ShouldContain("it has those of host/a@EXAMPLE.COM, sync@EXAMPLE.COM");
    }

    [Fact]
    public void Empty_keytab_is_told()
    {
        Write([5, 2]);

        Should.Throw<KeytabException>(() => Keytab.Read(_file)).Message.ShouldContain("is empty");
    }

    [Fact]
    public void Any_bytes_are_a_keytab_or_refused() => Prop.ForAll<byte[]>(bytes =>
    {
        Write([5, 2, .. bytes]);
        try
        {
            Keytab.Read(_file);
        }
        catch (KeytabException)
        {
            // Refused
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    public void Dispose() => File.Delete(_file);

    private void Write(byte[] content) => File.WriteAllBytes(_file, content);

    private static byte[] Entry(string realm, params string[] components)
    {
        byte[] body = [0, (byte)components.Length, .. Text(realm), .. components.SelectMany(Text), 0, 0, 0, 1, 0, 0, 0, 0, 1];
        return [0, 0, 0, (byte)body.Length, .. body];
    }

    private static byte[] Text(string text) => [0, (byte)text.Length, .. System.Text.Encoding.ASCII.GetBytes(text)];
}

using System.Formats.Asn1;
using System.Text;
using BenchmarkDotNet.Attributes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories.Dialects;
using LdapVendorSync.Core.Sources.Ldap;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Protocol;

namespace LdapVendorSync.Bench.Micro;

/// <summary>A person of a directory, from the bytes of a SearchResultEntry (RFC 4511 section 4.5.2) to the member; one of 1,000.</summary>
public class LdapEntryBenchmarks
{
    private const int Entries = 1000;

    private readonly ResponseDecoder _decoder = new();
    private readonly byte[][] _frames = [.. Enumerable.Range(0, Entries).Select(Encode)];
    private readonly DirectoryProfile _profile = new(
        new LdapSourceSettings { Name = "directory", ServerUrls = [], Attributes = ["departmentNumber"] },
        KnownDialects.OpenLdap,
        TimeProvider.System);

    [Benchmark(Baseline = true, OperationsPerInvoke = Entries)]
    public int BytesToEntry()
    {
        var attributes = 0;
        foreach (var frame in _frames)
            attributes += Decode(frame).Attributes.Count;
        return attributes;
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public int BytesToMember()
    {
        var enabled = 0;
        foreach (var frame in _frames)
            enabled += ToMember(frame).Enabled == true ? 1 : 0;
        return enabled;
    }

    private LdapEntry Decode(byte[] frame) => (LdapEntry)_decoder.Decode(frame).Body;

    private GroupMember ToMember(byte[] frame) => _profile.People.Map(Decode(frame).ToDirectoryEntry());

    private static byte[] Encode(int number)
    {
        var person = SamplePeople.Number(number);
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(2);
            using (writer.PushSequence(LdapTags.Of(LdapOperation.SearchResultEntry)))
            {
                Write(writer, $"uid={person.UserName},ou=people,dc=corp,dc=example,dc=com");
                using var attributes = writer.PushSequence();
                Write(writer, "objectClass", "top", "person", "organizationalPerson", "inetOrgPerson");
                Write(writer, "uid", person.UserName!);
                Write(writer, "mail", person.Email!);
                Write(writer, "givenName", person.FirstName!);
                Write(writer, "sn", person.LastName!);
                Write(writer, "displayName", person.DisplayName!);
                Write(writer, "departmentNumber", SamplePeople.DepartmentOf(number));
                Write(writer, "entryUUID", person.Id);
            }
        }

        return writer.Encode();
    }

    private static void Write(AsnWriter writer, string name, params string[] values)
    {
        using var attribute = writer.PushSequence();
        Write(writer, name);
        using var set = writer.PushSetOf();
        foreach (var value in values)
            Write(writer, value);
    }

    private static void Write(AsnWriter writer, string text) => writer.WriteOctetString(Encoding.UTF8.GetBytes(text));
}

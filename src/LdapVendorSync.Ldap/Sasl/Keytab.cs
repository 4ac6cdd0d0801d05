using System.Buffers.Binary;
using System.Text;

namespace LdapVendorSync.Ldap.Sasl;

/// <summary>A keytab: the keys of one or more principals. The format is MIT's version 5.2, which all tools write.</summary>
internal sealed class Keytab
{
    private static readonly byte[] Version = [5, 2];

    private readonly string _file;
    private readonly List<(string Principal, byte[] Record)> _entries;

    private Keytab(string file, List<(string Principal, byte[] Record)> entries)
    {
        _file = file;
        _entries = entries;
    }

    /// <summary>Whether a principal comes first: GSS-API takes the first one, whatever it is asked for.</summary>
    public bool StartsWith(string principal) => _entries[0].Principal == principal;

    /// <summary>Reads a keytab.</summary>
    /// <exception cref="KeytabException">It cannot be read, or is none.</exception>
    public static Keytab Read(string file)
    {
        try
        {
            var entries = Parse(File.ReadAllBytes(file));
            return entries.Count > 0 ? new Keytab(file, entries) : throw new KeytabException($"the keytab {file} is empty.");
        }
        catch (FileNotFoundException e)
        {
            throw new KeytabException($"there is no keytab {file}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeytabException($"the keytab {file} cannot be read: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new KeytabException($"{file} is no keytab, or is damaged.", e);
        }
    }

    /// <summary>The keytab with the keys of one principal alone.</summary>
    /// <exception cref="KeytabException">It has none.</exception>
    public byte[] Only(string principal)
    {
        var records = _entries.Where(entry => entry.Principal == principal).Select(entry => entry.Record).ToList();
        if (records.Count > 0) return [.. Version, .. records.SelectMany(record => record)];
        var others = string.Join(", ", _entries.Select(entry => entry.Principal).Distinct().Take(5));
        throw new KeytabException(
            $"the keytab {_file} has no key of {principal}; it has those of {others}. Name one of these, or export the keytab anew.");
    }

    private static List<(string Principal, byte[] Record)> Parse(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith(Version)) throw new InvalidDataException();
        var entries = new List<(string, byte[])>();
        for (var rest = content[Version.Length..]; rest.Length >= sizeof(int);)
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(rest);
            if (size == 0) break;
            var length = sizeof(int) + Math.Abs((long)size);
            if (length > rest.Length) throw new InvalidDataException();
            // A negative size is a hole where an entry was deleted
            if (size > 0) entries.Add((ReadPrincipal(rest[sizeof(int)..(int)length]), rest[..(int)length].ToArray()));
            rest = rest[(int)length..];
        }

        return entries;
    }

    private static string ReadPrincipal(ReadOnlySpan<byte> entry)
    {
        var count = ReadLength(ref entry);
        var realm = ReadText(ref entry);
        var components = new string[count];
        for (var i = 0; i < count; i++) components[i] = ReadText(ref entry);
        return $"{string.Join('/', components)}@{realm}";
    }

    private static string ReadText(ref ReadOnlySpan<byte> entry)
    {
        var length = ReadLength(ref entry);
        if (length > entry.Length) throw new InvalidDataException();
        var text = Encoding.UTF8.GetString(entry[..length]);
        entry = entry[length..];
        return text;
    }

    private static int ReadLength(ref ReadOnlySpan<byte> entry)
    {
        if (entry.Length < sizeof(ushort)) throw new InvalidDataException();
        var length = BinaryPrimitives.ReadUInt16BigEndian(entry);
        entry = entry[sizeof(ushort)..];
        return length;
    }
}

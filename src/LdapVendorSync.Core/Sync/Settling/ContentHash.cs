using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Settling;

/// <summary>
/// A hash over texts and members with everything that is known of them, in their order. Each value is preceded by its length, so that no
/// two contents look alike.
/// </summary>
internal sealed class ContentHash : IDisposable
{
    private const int Absent = -1;
    private const int FlushAt = 1 << 16;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _waiting = new(FlushAt);

    /// <summary>Adds a text, which may be absent.</summary>
    public ContentHash Add(string? text)
    {
        Add(text?.Length ?? Absent);
        _waiting.Write(MemoryMarshal.AsBytes(text.AsSpan()));
        if (_waiting.WrittenCount >= FlushAt)
            Flush();
        return this;
    }

    /// <summary>Adds a member; the read that it came from is no part of it.</summary>
    public ContentHash Add(GroupMember member)
    {
        Add(member.Id).Add(member.UserName).Add(member.Email).Add(member.FirstName).Add(member.LastName).Add(member.DisplayName);
        Add(member.DistinguishedName);
        Add(member.Enabled is { } enabled ? Convert.ToInt32(enabled) : Absent);
        Add(member.AccountState is { } state ? (int)state : Absent);
        Add(member.AccountStateUntil is { } until ? until.UtcTicks : Absent);
        Add(member.GroupPath);
        Add(member.Attributes.Count);
        foreach (var (name, values) in member.Attributes)
        {
            Add(name);
            Add(values);
        }

        return this;
    }

    /// <summary>The hash of what was added: 64 hexadecimal digits.</summary>
    public string Complete()
    {
        Flush();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <inheritdoc />
    public void Dispose() => _hash.Dispose();

    private void Add(IReadOnlyList<string> texts)
    {
        Add(texts.Count);
        foreach (var text in texts)
            Add(text);
    }

    private void Add(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_waiting.GetSpan(sizeof(long)), number);
        _waiting.Advance(sizeof(long));
    }

    private void Flush()
    {
        _hash.AppendData(_waiting.WrittenSpan);
        _waiting.ResetWrittenCount();
    }
}

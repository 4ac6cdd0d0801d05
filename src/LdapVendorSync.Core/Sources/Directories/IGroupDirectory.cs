using LdapVendorSync.Core.Members;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>What <see cref="GroupWalk"/> needs of a directory.</summary>
internal interface IGroupDirectory
{
    /// <summary>
    /// Told before a group is walked through with those nested in it, so that much can be fetched at once. Says nothing about who is in.
    /// </summary>
    /// <exception cref="SourceException">The directory cannot answer any more.</exception>
    Task PrefetchAsync(DirectoryGroup root, CancellationToken cancellationToken);

    /// <summary>Reads a group by its DN, with its whole member list.</summary>
    /// <exception cref="SourceException">It is not there, no group, or may not be read.</exception>
    Task<DirectoryGroup> ReadGroupAsync(DistinguishedName dn, CancellationToken cancellationToken);

    /// <summary>
    /// Finds out what references mean. Every one is answered exactly once, in any order, or reported to <paramref name="recorder"/> with
    /// the reason why nothing can be said about it.
    /// </summary>
    /// <exception cref="SourceException">The directory cannot answer any more.</exception>
    IAsyncEnumerable<ResolvedMember> ResolveAsync(
        IReadOnlyList<GroupMembers> groups, GroupReadRecorder recorder, CancellationToken cancellationToken);
}

/// <summary>What a reference in a member list turned out to mean.</summary>
internal abstract record ResolvedMember
{
    private ResolvedMember()
    {
    }

    /// <summary>
    /// What an entry is that is no group and that the user filter does not match: left out, unless it does not even show its object classes.
    /// Every entry has some (RFC 4512 section 2.4), so that such a one may be anything.
    /// </summary>
    public static ResolvedMember NoPerson(MemberReference reference, DirectoryEntry entry, DirectoryGroup listedIn, IReadOnlyList<string> absent) =>
        entry.ObjectClasses.Any()
            ? LeftOut.Of(entry) with { Doubt = absent.Count > 0 ? new DoubtfulMember(reference.Text, absent) : null }
            : new Hidden(reference, listedIn, "its objectClass is not shown.");

    /// <summary>A person.</summary>
    /// <param name="Entry">The person's entry.</param>
    /// <param name="ListedIn">The group that refers to it.</param>
    public sealed record Person(DirectoryEntry Entry, DirectoryGroup ListedIn) : ResolvedMember;

    /// <summary>Another group.</summary>
    /// <param name="Dn">The other group.</param>
    /// <param name="ListedIn">The group that refers to it.</param>
    public sealed record NestedGroup(DistinguishedName Dn, DirectoryGroup ListedIn) : ResolvedMember;

    /// <summary>An entry that the settings leave out: it is there, but is no person in their sense.</summary>
    /// <param name="NonPerson">What it is; <see langword="null"/> for a person whom only a filter or a base leaves out.</param>
    public sealed record LeftOut(NonPersonMembers? NonPerson) : ResolvedMember
    {
        /// <summary>Why it is not certain that a filter leaves it out; <see langword="null"/> where it is.</summary>
        public DoubtfulMember? Doubt { get; init; }

        /// <summary>What an entry is that the settings leave out.</summary>
        public static LeftOut Of(DirectoryEntry entry) => new(NonPersonEntry.Of(entry));
    }

    /// <summary>An entry that is there, but may not be read: it may be a person or a group, and is not gone.</summary>
    /// <param name="Reference">The reference.</param>
    /// <param name="ListedIn">The group that refers to it.</param>
    /// <param name="Why">What the directory said.</param>
    public sealed record Hidden(MemberReference Reference, DirectoryGroup ListedIn, string Why) : ResolvedMember;

    /// <summary>Nothing that can be found.</summary>
    /// <param name="Reference">The reference.</param>
    /// <param name="ListedIn">The group that refers to it.</param>
    /// <param name="Why">What the directory said.</param>
    public sealed record Missing(MemberReference Reference, DirectoryGroup ListedIn, string Why) : ResolvedMember
    {
        /// <summary>A <c>memberUid</c> that several people have: whom it means is not guessed.</summary>
        public static Missing Ambiguous(MemberReference reference, DirectoryGroup listedIn, IEnumerable<DistinguishedName> people) =>
            new(reference, listedIn, $"several people have this uid: {string.Join(", ", people.Select(dn => $"'{dn}'"))}.");
    }
}

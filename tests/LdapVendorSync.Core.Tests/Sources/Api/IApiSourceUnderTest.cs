using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Api;

namespace LdapVendorSync.Core.Tests.Sources.Api;

/// <summary>
/// A source with an API and a server that plays the directory, as <see cref="ApiSourceMatrix"/> needs them. People are known by their user
/// name; everybody is active, so that the default settings count them. All of it may be called while a read is under way.
/// </summary>
/// <remarks>
/// To run the matrix against a source: implement this over its fake server, and derive a sealed class from <see cref="ApiSourceMatrix"/> whose
/// <c>StartAsync</c> starts it. The fake asks a <see cref="MemberPageFaults"/> at each page of members what is to happen.
/// </remarks>
public interface IApiSourceUnderTest : IAsyncDisposable
{
    /// <summary>
    /// The settings for the server, with the name <c>directory</c>, credentials that it takes, and pages of <see cref="PageSize"/> people.
    /// </summary>
    ApiSourceSettings Settings { get; }

    /// <summary>How many people a page of a group's members has: 10 or fewer, at least 3.</summary>
    int PageSize { get; }

    /// <summary>What the directory cannot do, by its nature rather than the fake's: such cases are left out.</summary>
    IReadOnlySet<MemberPageEffect> Impossible { get; }

    /// <summary>Whether the source has an expired token renewed; where it has a fixed one, the read fails.</summary>
    bool RenewsTokens { get; }

    /// <summary>Whether groups can hold groups.</summary>
    bool HasNestedGroups { get; }

    /// <summary>The kinds of source of a run; knows that of <see cref="Settings"/>.</summary>
    SourceFactory Sources => new();

    /// <summary>Makes sure that a group of this name is there and has these people, besides those whom it has.</summary>
    void Add(string group, params IEnumerable<string> userNames);

    /// <summary>Takes people out of a group.</summary>
    void Remove(string group, params IEnumerable<string> userNames);

    /// <summary>Puts a group into another; both are there.</summary>
    void Nest(string group, string nested);

    /// <summary>Takes a group out of another without deleting it.</summary>
    void Unnest(string group, string nested);

    /// <summary>Gives a group another name; it keeps its id.</summary>
    void Rename(string group, string name);

    /// <summary>Deletes a group, not its people.</summary>
    void Delete(string group);

    /// <summary>The id of a group, as the source reads it.</summary>
    string IdOf(string group);

    /// <summary>Makes the server have a fault.</summary>
    void Break(MemberPageFault fault);

    /// <summary>Takes all faults back.</summary>
    void Mend();
}

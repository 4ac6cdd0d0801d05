using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Api;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Api;

namespace LdapVendorSync.Core.Tests.Sources.Api;

/// <summary>A directory in memory that answers page by page, as clients of real ones do, with the faults that it is told to have.</summary>
internal sealed class ScriptedDirectory : IDirectoryApi
{
    private const int Retries = 2;

    private readonly ConcurrentDictionary<string, ScriptedGroup> _groups = new(StringComparer.Ordinal);

    /// <summary>How many entries a page has.</summary>
    public int PageSize { get; init; } = 4;

    public bool HasNestedGroups { get; set; } = true;

    /// <summary>The entries, by id.</summary>
    public ConcurrentDictionary<string, ApiEntry> People { get; } = new(StringComparer.Ordinal);

    /// <summary>What goes wrong with pages of members.</summary>
    public MemberPageFaults Faults { get; } = new();

    /// <summary>Whether a group that is gone is answered for with an empty list instead of an error.</summary>
    public bool AnswersForGroupsThatAreGone { get; set; }

    /// <summary>Called before a list is begun; may throw, and may report to the proof.</summary>
    public Action<string, ListProof> BeforeList { get; set; } = (_, _) => { };

    /// <summary>Called before a page of members is answered.</summary>
    public Func<CancellationToken, Task> BeforePage { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called before a group is given by its id; may throw.</summary>
    public Action<string> BeforeGroup { get; set; } = _ => { };

    /// <summary>How an entry is seen each time that it is listed.</summary>
    public Func<ApiGroup, ApiEntry, ApiEntry> See { get; set; } = (_, entry) => entry;

    /// <summary>What was asked for, such as <c>members g1</c>.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>How often it was let go of.</summary>
    public int Disposals { get; private set; }

    /// <summary>Whether there is a group with an id.</summary>
    public bool Has(string id) => _groups.ContainsKey(id);

    /// <summary>A group, made if need be.</summary>
    public ScriptedGroup Group(string name)
    {
        if (_groups.Values.FirstOrDefault(group => group.Name == name) is { } known)
            return known;
        var group = new ScriptedGroup($"g{_groups.Count + 1}") { Name = name };
        return _groups[group.Id] = group;
    }

    /// <summary>Puts people into a group.</summary>
    public void Add(string group, params IEnumerable<string> userNames)
    {
        foreach (var name in userNames)
        {
            People.TryAdd($"id-{name}", new ApiEntry { Person = new GroupMember { Id = $"id-{name}", UserName = name, Enabled = true } });
            Group(group).Members.Add($"id-{name}");
        }
    }

    /// <summary>Deletes a group.</summary>
    public void Delete(string group) => _groups.TryRemove(Group(group).Id, out _);

    public Task<IReadOnlyList<ApiGroup>> FindGroupsAsync(string text, CancellationToken cancellationToken)
    {
        Asked.Enqueue($"find {text}");
        IReadOnlyList<ApiGroup> found = _groups.TryGetValue(text, out var group)
            ? [group.ToApiGroup()]
            : [.. Sorted().Where(candidate => candidate.Name == text).Select(candidate => candidate.ToApiGroup())];
        return Task.FromResult(found);
    }

    public Task<ApiGroup?> GetGroupAsync(string id, CancellationToken cancellationToken)
    {
        Asked.Enqueue($"group {id}");
        BeforeGroup(id);
        return Task.FromResult(_groups.GetValueOrDefault(id)?.ToApiGroup());
    }

    public IAsyncEnumerable<ApiGroup> ListGroupsAsync(ListProof proof, CancellationToken cancellationToken) =>
        ListAsync("groups", () => Sorted().Select(group => group.ToApiGroup()), proof);

    public IAsyncEnumerable<ApiGroup> ListNestedGroupsAsync(ApiGroup group, ListProof proof, CancellationToken cancellationToken) =>
        ListAsync($"nested {group.Id}", () => Require(group).Nested.Where(_groups.ContainsKey).Select(id => _groups[id].ToApiGroup()), proof);

    public async IAsyncEnumerable<ApiEntry> ListMembersAsync(
        ApiGroup group, ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var question = $"members {group.Id}";
        Asked.Enqueue(question);
        BeforeList(question, proof);
        var first = FirstPageOf(group);
        for (var (number, more) = (1, true); more; number++)
        {
            await Task.Yield();
            await BeforePage(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var fault = Happen(number, group);
            var all = IdsIn(group);
            var page = all.Skip((number - 1) * PageSize).Take(PageSize).ToList();
            more = number * PageSize < all.Count;
            switch (fault?.Effect)
            {
                case MemberPageEffect.ClaimEnd:
                    Contradict(proof, "there are more than came");
                    more = false;
                    break;
                case MemberPageEffect.RepeatPeople:
                    page.InsertRange(0, all.Skip(((number - 1) * PageSize) - 2).Take(2));
                    break;
                case MemberPageEffect.RepeatFirstPage:
                    page = first;
                    Contradict(proof, "the first page came again");
                    more = false;
                    break;
            }

            foreach (var id in page)
                yield return See(group, People[id]);
        }

        if (proof.Reasons.All(reason => reason.Kind != ReadReasonKind.PagingInconsistent))
            proof.MarkProved();
    }

    public IAsyncEnumerable<ApiEntry> ListUsersAsync(ListProof proof, CancellationToken cancellationToken) =>
        ListAsync("users", () => People.Values.OrderBy(entry => entry.Person.Id, StringComparer.Ordinal), proof);

    public Task<IReadOnlyList<ApiEntry>> FindUsersAsync(string text, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ApiEntry>>([.. People.Values.Where(entry => entry.Person.Id == text || entry.Person.UserName == text)]);

    public Task<IReadOnlyList<ApiGroup>> ListGroupsOfAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ApiGroup>>(
            [.. _groups.Values.Where(group => group.Members.Contains(userId)).Select(group => group.ToApiGroup())]);

    public Task<IReadOnlyList<CheckResult>> TestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CheckResult>>([new CheckResult("script", true, "It answers.")]);

    public ValueTask DisposeAsync()
    {
        Disposals++;
        return ValueTask.CompletedTask;
    }

    private static VendorException Error(VendorFailure failure, int status, string message) => new(failure, message) { StatusCode = status };

    private static void Contradict(ListProof proof, string what) => proof.Report(new ReadReason(
        ReadReasonKind.PagingInconsistent, HoldScope.Mapping, $"The pages contradict each other: {what}."));

    private async IAsyncEnumerable<T> ListAsync<T>(string question, Func<IEnumerable<T>> list, ListProof proof)
    {
        await Task.Yield();
        Asked.Enqueue(question);
        BeforeList(question, proof);
        foreach (var item in list())
            yield return item;
        if (proof.Reasons.Count == 0)
            proof.MarkProved();
    }

    private IEnumerable<ScriptedGroup> Sorted() => _groups.Values.OrderBy(group => group.Id, StringComparer.Ordinal);

    private ScriptedGroup Require(ApiGroup group) => _groups.GetValueOrDefault(group.Id)
        ?? (AnswersForGroupsThatAreGone
            ? new ScriptedGroup(group.Id)
            : throw Error(VendorFailure.NotFound, 404, $"There is no group {group.Id}."));

    private List<string> FirstPageOf(ApiGroup group) => _groups.ContainsKey(group.Id) ? [.. IdsIn(group).Take(PageSize)] : [];

    private List<string> IdsIn(ApiGroup group) => [.. Require(group).Members];

    private MemberPageFault? Happen(int page, ApiGroup group)
    {
        var fault = Faults.Take(page);
        for (var attempt = 0; attempt < Retries && IsTransient(fault); attempt++)
            fault = Faults.Take(page);
        switch (fault)
        {
            case { Effect: MemberPageEffect.Status, Status: 403 }:
                throw Error(VendorFailure.Authentication, 403, "The account may not read this.");
            case { Effect: MemberPageEffect.Status, Status: 400 }:
                throw Error(VendorFailure.Rejected, fault.Status, "The server refuses the question.");
            case { Effect: MemberPageEffect.Status or MemberPageEffect.Cut }:
                throw Error(VendorFailure.Unavailable, fault.Status, "The server does not answer.");
            case { Effect: MemberPageEffect.ExpireToken }:
                throw Error(VendorFailure.Authentication, 401, "The token has expired.");
            case { Effect: MemberPageEffect.DeleteGroup }:
                _groups.TryRemove(group.Id, out _);
                break;
            case { Effect: MemberPageEffect.RenameGroup }:
                _groups[group.Id].Name = "renamed";
                break;
        }

        return fault;
    }

    private static bool IsTransient(MemberPageFault? fault) =>
        fault is { Effect: MemberPageEffect.Cut } or { Effect: MemberPageEffect.Status, Status: 429 or >= 500 };
}

using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Api;

namespace LdapVendorSync.Core.Tests.Sources.Api;

/// <summary>The matrix over a directory that is a script: what <c>ApiSource</c> makes of what its API tells it.</summary>
public sealed class ScriptedSourceMatrixTests : ApiSourceMatrix
{
    /// <inheritdoc />
    protected override Task<IApiSourceUnderTest> StartAsync() => Task.FromResult<IApiSourceUnderTest>(new Subject());

    private sealed class Subject : IApiSourceUnderTest
    {
        private readonly ScriptedDirectory _directory = new();

        public ApiSourceSettings Settings => new ScriptedSourceSettings { Name = "directory", Directory = _directory };

        public int PageSize => _directory.PageSize;

        public IReadOnlySet<MemberPageEffect> Impossible { get; } = new HashSet<MemberPageEffect> { MemberPageEffect.EmptyPage };

        public bool RenewsTokens => false;

        public bool HasNestedGroups => true;

        public SourceFactory Sources => ScriptedSourceSettings.Factory();

        public void Add(string group, params IEnumerable<string> userNames) => _directory.Add(group, userNames);

        public void Remove(string group, params IEnumerable<string> userNames) =>
            _directory.Group(group).Members.ExceptWith(userNames.Select(name => $"id-{name}"));

        public void Nest(string group, string nested) => _directory.Group(group).Nested.Add(_directory.Group(nested).Id);

        public void Unnest(string group, string nested) => _directory.Group(group).Nested.Remove(_directory.Group(nested).Id);

        public void Rename(string group, string name) => _directory.Group(group).Name = name;

        public void Delete(string group) => _directory.Delete(group);

        public string IdOf(string group) => _directory.Group(group).Id;

        public void Break(MemberPageFault fault) => _directory.Faults.Add(fault);

        public void Mend() => _directory.Faults.Clear();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

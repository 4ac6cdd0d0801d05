using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Postgres;

namespace LdapVendorSync.Core.Tests.Vendors.Odoo;

/// <summary>A database server that dies, hangs or is slow; each test has one of its own.</summary>
public sealed class OdooOutageTests
{
    [SkippableFact]
    public async Task Server_that_dies_in_the_middle_of_a_read_is_a_failure_and_not_a_short_list()
    {
        Skip.IfNot(PostgresServer.MissingReason is null, PostgresServer.MissingReason);
        await using var server = await PostgresServer.StartAsync();
        var settings = OdooServer.Settings(server, await server.CreateOdooAsync(17));
        await using var odoo = await OdooServer.ConnectAsync(settings);
        var group = await odoo.FindGroupAsync("base.group_user", CancellationToken.None);
        var read = odoo.ReadGroupMembers(group!, CancellationToken.None);
        var count = 0;

        await foreach (var member in read)
        {
            if (count++ == 0)
                await server.RunSqlAsync("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'odoo_reader'");
        }

        count.ShouldBeInRange(1, 2000);
        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
        read.Completeness.Reasons[0].Message.ShouldContain("Odoo: cannot read the members of group 'base.group_user'");

        // Once the server is back, so is the provider.
        (await odoo.ReadGroupMembers(group!, CancellationToken.None).ToListAsync()).Count.ShouldBe(2501);
        await server.KillAsync();
        var dead = odoo.ReadGroupMembers(group!, CancellationToken.None);
        (await dead.ToListAsync()).ShouldBeEmpty();
        dead.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
        (await Should.ThrowAsync<VendorException>(() => odoo.FindGroupAsync("base.group_user", CancellationToken.None)))
            .Failure.ShouldBe(VendorFailure.Unavailable);
        await server.RestartAsync();
        (await odoo.ReadGroupMembers(group!, CancellationToken.None).ToListAsync()).Count.ShouldBe(2501);
    }

    [SkippableFact]
    public async Task Read_that_waits_for_a_lock_ends_by_its_time_limit_or_by_cancellation()
    {
        Skip.IfNot(PostgresServer.MissingReason is null, PostgresServer.MissingReason);
        await using var server = await PostgresServer.StartAsync();
        var database = await server.CreateOdooAsync(19, people: 10);
        var settings = OdooServer.With(OdooServer.Settings(server, database), odoo => odoo with { StatementTimeoutSeconds = 2 });
        using var log = new LogRecorder();
        await using var odoo = await OdooServer.ConnectAsync(settings, log);
        var group = await odoo.FindGroupAsync("base.group_user", CancellationToken.None);
        var blocking = server.RunSqlAsync(database, "BEGIN; LOCK TABLE res_users; SELECT pg_sleep(20); COMMIT");
        var isLocked = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'res_users'::regclass";
        while (!(await server.RunSqlAsync(database, isLocked)).StartsWith('1'))
            await Task.Delay(50);

        var slow = odoo.ReadGroupMembers(group!, CancellationToken.None);
        (await slow.ToListAsync()).ShouldBeEmpty();
        slow.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var cancelled = odoo.ReadGroupMembers(group!, impatience.Token);
        await Should.ThrowAsync<OperationCanceledException>(async () => await cancelled.ToListAsync());

        cancelled.Completeness.ShouldBeNull();
        await server.KillAsync();
        await Should.ThrowAsync<InvalidOperationException>(blocking);
    }
}

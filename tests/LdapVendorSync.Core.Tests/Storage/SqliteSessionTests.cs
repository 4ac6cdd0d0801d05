using LdapVendorSync.Core.Storage;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Tests.Storage;

public sealed class SqliteSessionTests : IDisposable
{
    private const string Insert = "INSERT INTO people (name, age, photo) VALUES ($1, $2, $3)";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lvs-session-");
    private readonly SqliteSession _session;

    public SqliteSessionTests()
    {
        _session = SqliteSession.Open(
            Path.Combine(_folder.FullName, "people.db"), SqliteOpenMode.ReadWriteCreate, TimeSpan.FromSeconds(1));
        _session.Execute("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, age INTEGER, photo BLOB) STRICT");
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Values_are_bound_by_their_number_whatever_the_order_in_which_the_statement_names_them()
    {
        var id = _session.Insert(Insert, "jdoe", 41L, null);

        _session.Execute("UPDATE people SET age = $3, name = $2 WHERE id = $1", id, "jd", 42).ShouldBe(1);

        People().ShouldBe([(id, "jd", 42)]);
    }

    [Fact]
    public void A_value_does_not_stay_for_the_next_row()
    {
        var same = "jdoe";
        var first = _session.Insert(Insert, same, 41L, new byte[] { 1, 2 });
        _session.Execute("DELETE FROM people").ShouldBe(1);

        var second = _session.Insert(Insert, same, null, null);

        People().ShouldBe([(second, same, null)]);
        _session.ScalarNumber("SELECT count(*) FROM people WHERE photo IS NULL").ShouldBe(1);
        first.ShouldBePositive();
    }

    [Fact]
    public void A_row_that_is_refused_does_not_keep_the_next_from_being_written()
    {
        _session.Insert(Insert, "jdoe", 41L, null);

        Should.Throw<SqliteException>(() => _session.Insert(Insert, "jdoe", 42L, null))
            .SqliteExtendedErrorCode.ShouldBe(SqliteCodes.ConstraintUnique);

        _session.Insert(Insert, "msmith", 43L, null);
        People().Select(person => (person.Name, person.Age)).ShouldBe([("jdoe", 41), ("msmith", 43)]);
    }

    [Fact]
    public void A_row_goes_with_its_savepoint()
    {
        _session.Transact(session =>
        {
            session.Insert(Insert, "stays", 1L, null);
            session.Execute("SAVEPOINT work");
            for (var i = 0; i < 5_000; i++)
                session.Insert(Insert, $"goes {i}", i, new byte[4_000]);
            session.Execute("UPDATE people SET age = 2 WHERE name = $1", "stays");
            session.Execute("ROLLBACK TO work");
            return session.Execute("RELEASE work");
        });

        People().Select(person => (person.Name, person.Age)).ShouldBe([("stays", 1)]);
    }

    [Fact]
    public void Too_few_values_and_values_of_another_type_are_refused()
    {
        Should.Throw<ArgumentException>(() => _session.Insert(Insert, "jdoe", 41L)).Message.ShouldContain("3 parameters");
        Should.Throw<ArgumentException>(() => _session.Insert(Insert, "jdoe", TimeSpan.Zero, null)).Message.ShouldContain(nameof(TimeSpan));
        People().ShouldBeEmpty();
    }

    [Fact]
    public void Bytes_that_a_caller_fills_anew_are_stored_anew()
    {
        var photo = new byte[] { 1 };
        _session.Insert(Insert, "first", null, photo);
        photo[0] = 2;
        _session.Insert(Insert, "second", null, photo);

        _session.Query("SELECT photo FROM people ORDER BY id", row => row.Bytes("photo")[0]).ShouldBe(new byte[] { 1, 2 });
    }

    [Fact]
    public void A_value_that_is_too_big_leaves_nothing_of_it_for_the_next_row()
    {
        var (name, photo) = ("same", new byte[] { 1 });
        _session.Insert(Insert, name, 1L, photo);
        _session.Execute("DELETE FROM people");

        Should.Throw<SqliteException>(() => _session.Insert(Insert, name, 2L, new byte[1_000_000_001]));
        var id = _session.Insert(Insert, name, 1L, photo);

        _session.Query("SELECT photo FROM people WHERE id = $1", row => row.Bytes("photo"), id).ShouldHaveSingleItem().ShouldBe(photo);
    }

    [Fact]
    public void Names_that_begin_alike_before_a_NUL_are_two()
    {
        _session.Insert(Insert, "a\0b", 1L, null);
        _session.Insert(Insert, "a\0c", 2L, null);

        People().Select(person => person.Name).ShouldBe(["a\0b", "a\0c"]);
        _session.Query("SELECT age FROM people WHERE name = $1", row => row.Number("age"), "a\0c").ShouldBe([2L]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("\ud83d\ude00 ü")]
    [InlineData("lone \ud83d")]
    public void Texts_and_bytes_are_stored_as_a_query_looks_for_them(string text)
    {
        _session.Insert(Insert, text, true, System.Text.Encoding.UTF8.GetBytes(text));

        _session.ScalarNumber("SELECT count(*) FROM people WHERE name = $1 AND age = $2 AND photo = $3", text, true,
            System.Text.Encoding.UTF8.GetBytes(text)).ShouldBe(1);
    }

    [Fact]
    public void Statement_outlives_changes_of_the_tables_and_of_the_file()
    {
        _session.Insert(Insert, "a", 1L, null);
        _session.Execute("ALTER TABLE people ADD COLUMN more TEXT");
        _session.Insert(Insert, "b", 1L, null);
        _session.Execute("VACUUM");
        _session.Insert(Insert, "c", 1L, null);
        _session.Execute("DROP TABLE people");
        Should.Throw<SqliteException>(() => _session.Insert(Insert, "d", 1L, null));
        _session.Execute("CREATE TABLE people (photo BLOB, age INTEGER, name TEXT, id INTEGER PRIMARY KEY) STRICT");

        var id = _session.Insert(Insert, "d", 1L, null);

        People().ShouldBe([(id, "d", 1)]);
    }

    [Fact]
    public void Row_whose_trigger_or_function_fails_changes_nothing_and_the_next_is_written()
    {
        _session.Define("fails", value => value == "bad" ? throw new InvalidOperationException("bad value") : value);
        _session.Execute("CREATE TRIGGER refuse BEFORE INSERT ON people WHEN NEW.age > 9 BEGIN SELECT RAISE(ABORT, 'too old'); END");
        const string Checked = "INSERT INTO people (name, age) VALUES ($1, 1), (fails($2), $3)";

        Should.Throw<SqliteException>(() => _session.Execute(Checked, "a", "bad", 1L));
        Should.Throw<SqliteException>(() => _session.Execute(Checked, "a", "b", 10L)).Message.ShouldContain("too old");
        _session.Execute(Checked, "a", "b", 9L).ShouldBe(2);

        People().Select(person => (person.Name, person.Age)).ShouldBe([("a", 1), ("b", 9)]);
    }

    [Fact]
    public void Full_disk_undoes_the_transaction_and_the_next_one_is_written()
    {
        var pages = _session.ScalarNumber("PRAGMA page_count");
        _session.ScalarNumber($"PRAGMA max_page_count = {pages + 20}");

        Should.Throw<SqliteException>(() => _session.Transact(session =>
            Enumerable.Range(0, 1_000).Sum(number => session.Execute(Insert, $"person{number}", number, new byte[1_000]))))
            .SqliteErrorCode.ShouldBe(SqliteCodes.Full);
        People().ShouldBeEmpty();
        _session.ScalarNumber("PRAGMA max_page_count = 10000");
        _session.Transact(session => session.Execute(Insert, "person0", 7, new byte[1_000])).ShouldBe(1);

        People().Select(person => (person.Name, person.Age)).ShouldBe([("person0", 7)]);
    }

    [Fact]
    public void Locked_file_refuses_a_row_and_takes_it_when_it_is_free()
    {
        using var other = SqliteSession.Open(Path.Combine(_folder.FullName, "people.db"), SqliteOpenMode.ReadWrite, TimeSpan.FromSeconds(1));
        _session.Execute("PRAGMA busy_timeout = 1");
        other.Execute("BEGIN IMMEDIATE");

        Should.Throw<SqliteException>(() => _session.Insert(Insert, "jdoe", 1L, null)).SqliteErrorCode.ShouldBe(SqliteCodes.Busy);
        other.Execute("COMMIT");
        var id = _session.Insert(Insert, "jdoe", 1L, null);

        People().ShouldBe([(id, "jdoe", 1)]);
    }

    [Fact]
    public void Statements_after_the_first_are_not_left_out_silently()
    {
        _session.Insert(Insert, "jdoe", 41L, null);

        Should.Throw<ArgumentException>(() => _session.Execute("UPDATE people SET age = $1; DELETE FROM people", 1L))
            .Message.ShouldContain("DELETE FROM people");

        People().Select(person => (person.Name, person.Age)).ShouldBe([("jdoe", 41)]);
    }

    private List<(long Id, string Name, long? Age)> People() => _session.Query(
        "SELECT * FROM people ORDER BY id", row => (row.Number("id"), row.Text("name"), row.NumberOrNull("age")));
}

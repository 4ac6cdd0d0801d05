namespace LdapVendorSync.Core.Scheduling;

/// <summary>Files in the folder of a scheduler. Only those that bear our mark are replaced or removed.</summary>
internal static class TaskFiles
{
    // Schedulers refuse files that others may write to; there is nothing in them that others may not read.
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Whether an entry has still to be written; <see langword="false"/> where it is there as it is.</summary>
    /// <exception cref="SchedulingException">The file is somebody else's, or another task of ours that may not be replaced.</exception>
    public static bool MustBeWritten(TaskEntry entry, bool replace)
    {
        if (!File.Exists(entry.Path))
            return true;
        var content = Read(entry.Path);
        if (content == entry.Content)
            return false;
        if (TaskMark.Find(content) is null)
            throw Foreign(entry.Path);
        return replace ? true : throw Exists(Path.GetFileName(entry.Path));
    }

    /// <summary>The error that another task has the name.</summary>
    public static SchedulingException Exists(string name) => new(
        SchedulingFailure.TaskExists,
        $"There is another task '{name}' already. Replace it with -Force, or give this one a name of its own.");

    /// <summary>Checks that a task is there and ours.</summary>
    /// <exception cref="SchedulingException">It is not.</exception>
    public static void CheckOurs(string path, string name)
    {
        if (!File.Exists(path))
            throw NotFound(name);
        if (TaskMark.Find(Read(path)) is null)
            throw Foreign(path);
    }

    /// <summary>The error that there is no such task.</summary>
    public static SchedulingException NotFound(string name) => new(SchedulingFailure.TaskNotFound, $"There is no task '{name}'.");

    /// <summary>Our tasks in a folder.</summary>
    public static IReadOnlyList<RegisteredTask> List(string folder, string pattern, ITaskScheduler scheduler)
    {
        if (!Directory.Exists(folder))
            return [];
        return
        [
            .. Directory.EnumerateFiles(folder, pattern)
                .Order(StringComparer.Ordinal)
                .Where(File.Exists)
                .Select(path => (Path: path, Task: TaskMark.Find(TryRead(path))))
                .Where(file => file.Task is not null)
                .Select(file => new RegisteredTask(scheduler.Kind, scheduler.Scope, file.Path, file.Task!)),
        ];
    }

    /// <summary>Writes a file that appears under its name only when it is whole.</summary>
    /// <exception cref="SchedulingException">It cannot be written.</exception>
    public static async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        // Of a name that schedulers pass over, should they look meanwhile.
        var unfinished = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = Mode;
            var stream = new FileStream(unfinished, options);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(unfinished, Mode);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed($"'{path}' could not be written: {error.Message}", error);
        }
        finally
        {
            if (File.Exists(unfinished))
                File.Delete(unfinished);
        }
    }

    /// <summary>Deletes a file.</summary>
    /// <exception cref="SchedulingException">It cannot be deleted.</exception>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed($"'{path}' could not be deleted: {error.Message}", error);
        }
    }

    private static SchedulingException Failed(string message, Exception error) => new(SchedulingFailure.SchedulerFailed, message, error);

    private static SchedulingException Foreign(string path) => new(
        SchedulingFailure.TaskForeign,
        $"'{path}' was not made by Register-LdapVendorSyncTask, and is left alone. Give the task another name.");

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed($"'{path}' could not be read: {error.Message}", error);
        }
    }

    // Others' files may be unreadable; ours are not.
    private static string TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}

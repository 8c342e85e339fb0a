using ActorCnn.Cluster.Security;
using ActorCnn.Networks;

namespace ActorCnn.Cluster.Tests.Security;

public sealed class DevelopmentAuthorityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_keep_what_is_there_and_good()
    {
        Assert.True(DevelopmentAuthority.Create(_folder.Path));
        Assert.True(DevelopmentAuthority.IssueNode(_folder.Path, "node-1", ["node-1.example", "10.0.0.5"]));
        string[] before = [.. Directory.GetFiles(_folder.Path).Order().Select(File.ReadAllText)];
        Assert.Equal(4, before.Length);

        Assert.False(DevelopmentAuthority.Create(_folder.Path));
        Assert.False(DevelopmentAuthority.IssueNode(_folder.Path, "node-1", []));
        Assert.Equal(before, Directory.GetFiles(_folder.Path).Order().Select(File.ReadAllText));
    }

    [Fact]
    public void Should_let_the_owner_alone_read_what_it_writes()
    {
        DevelopmentAuthority.Create(_folder["new"]);
        DevelopmentAuthority.IssueNode(_folder["new"], "node-1", []);
        foreach (string file in Directory.GetFiles(_folder["new"]))
        {
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public void Should_load_a_node()
    {
        DevelopmentAuthority.Create(_folder.Path);
        DevelopmentAuthority.IssueNode(_folder.Path, "node-1", []);
        using NodeTls tls = NodeTls.Load(_folder.Path, "node-1");
        Assert.Equal("node-1", tls.Name);
    }

    [Theory]
    [InlineData("authority.crt")]
    [InlineData("node-1.crt")]
    [InlineData("node-1.key")]
    public void Should_name_a_file_that_is_missing_and_one_that_is_damaged(string file)
    {
        DevelopmentAuthority.Create(_folder.Path);
        DevelopmentAuthority.IssueNode(_folder.Path, "node-1", []);
        File.WriteAllText(_folder[file], "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Assert.Throws<InvalidInputException>(() => NodeTls.Load(_folder.Path, "node-1"));
        Assert.Throws<InvalidInputException>(() => DevelopmentAuthority.IssueNode(_folder.Path, "node-1", []));

        File.Delete(_folder[file]);
        InvalidInputException exception = Assert.Throws<InvalidInputException>(() => NodeTls.Load(_folder.Path, "node-1"));
        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_a_node_of_another_authority()
    {
        DevelopmentAuthority.Create(_folder["a"]);
        DevelopmentAuthority.Create(_folder["b"]);
        DevelopmentAuthority.IssueNode(_folder["a"], "node-1", []);
        File.Copy(_folder["b/authority.crt"], _folder["a/authority.crt"], overwrite: true);
        Assert.Throws<InvalidInputException>(() => NodeTls.Load(_folder["a"], "node-1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("authority")]
    [InlineData("../node")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("a,O=b")]
    public void Should_refuse_a_name_that_is_no_file_name(string name)
    {
        DevelopmentAuthority.Create(_folder.Path);
        Assert.Throws<InvalidInputException>(() => DevelopmentAuthority.IssueNode(_folder.Path, name, []));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder.Path).Length);
    }

    [Fact]
    public void Should_refuse_a_host_that_is_none_and_write_nothing()
    {
        DevelopmentAuthority.Create(_folder.Path);
        Assert.Throws<InvalidInputException>(() => DevelopmentAuthority.IssueNode(_folder.Path, "node-1", ["no host"]));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder.Path).Length);
    }
}

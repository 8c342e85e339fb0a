using ActorCnn.Cluster.Security;
using ActorCnn.Networks;

namespace ActorCnn.Cluster.Tests.Security;

public sealed class DevelopmentAuthorityTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_keep_what_is_there_and_good()
    {
        Assert.True(DevelopmentAuthority.Create(_scratch.Root));
        Assert.True(DevelopmentAuthority.IssueNode(_scratch.Root, "node-1", ["node-1.example", "10.0.0.5"]));
        string[] before = [.. Directory.GetFiles(_scratch.Root).Order().Select(File.ReadAllText)];
        Assert.Equal(4, before.Length);

        Assert.False(DevelopmentAuthority.Create(_scratch.Root));
        Assert.False(DevelopmentAuthority.IssueNode(_scratch.Root, "node-1", []));
        Assert.Equal(before, Directory.GetFiles(_scratch.Root).Order().Select(File.ReadAllText));
    }

    [Fact]
    public void Should_let_the_owner_alone_read_what_it_writes()
    {
        DevelopmentAuthority.Create(_scratch["new"]);
        DevelopmentAuthority.IssueNode(_scratch["new"], "node-1", []);
        foreach (string file in Directory.GetFiles(_scratch["new"]))
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
        DevelopmentAuthority.Create(_scratch.Root);
        DevelopmentAuthority.IssueNode(_scratch.Root, "node-1", []);
        using NodeTls tls = NodeTls.Load(_scratch.Root, "node-1");
        Assert.Equal("node-1", tls.Name);
    }

    [Theory]
    [InlineData("authority.crt")]
    [InlineData("node-1.crt")]
    [InlineData("node-1.key")]
    public void Should_name_a_file_that_is_missing_and_one_that_is_damaged(string file)
    {
        DevelopmentAuthority.Create(_scratch.Root);
        DevelopmentAuthority.IssueNode(_scratch.Root, "node-1", []);
        File.WriteAllText(_scratch[file], "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Assert.Throws<InvalidInputException>(() => NodeTls.Load(_scratch.Root, "node-1"));
        Assert.Throws<InvalidInputException>(() => DevelopmentAuthority.IssueNode(_scratch.Root, "node-1", []));

        File.Delete(_scratch[file]);
        InvalidInputException exception = Assert.Throws<InvalidInputException>(() => NodeTls.Load(_scratch.Root, "node-1"));
        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_a_node_of_another_authority()
    {
        DevelopmentAuthority.Create(_scratch["a"]);
        DevelopmentAuthority.Create(_scratch["b"]);
        DevelopmentAuthority.IssueNode(_scratch["a"], "node-1", []);
        File.Copy(_scratch["b/authority.crt"], _scratch["a/authority.crt"], overwrite: true);
        Assert.Throws<InvalidInputException>(() => NodeTls.Load(_scratch["a"], "node-1"));
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
        DevelopmentAuthority.Create(_scratch.Root);
        Assert.Throws<InvalidInputException>(() => DevelopmentAuthority.IssueNode(_scratch.Root, name, []));
        Assert.Equal(2, Directory.GetFileSystemEntries(_scratch.Root).Length);
    }

    [Fact]
    public void Should_refuse_a_host_that_is_none_and_write_nothing()
    {
        DevelopmentAuthority.Create(_scratch.Root);
        Assert.Throws<InvalidInputException>(() => DevelopmentAuthority.IssueNode(_scratch.Root, "node-1", ["no host"]));
        Assert.Equal(2, Directory.GetFileSystemEntries(_scratch.Root).Length);
    }
}

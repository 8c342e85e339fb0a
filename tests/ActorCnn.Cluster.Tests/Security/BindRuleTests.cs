using ActorCnn.Cluster.Security;
using ActorCnn.Networks;

namespace ActorCnn.Cluster.Tests.Security;

public class BindRuleTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.1")]
    [InlineData("localhost")]
    [InlineData("::1")]
    public void Should_let_this_machine_do_without_certificates(string host) => BindRule.Demand(host, tls: false, insecure: false);

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("10.0.0.5")]
    [InlineData("node-1.example")]
    [InlineData("localhost.example")]
    [InlineData("")]
    public void Should_demand_certificates_or_a_persons_word_beyond_it(string host)
    {
        InvalidInputException exception = Assert.Throws<InvalidInputException>(() => BindRule.Demand(host, tls: false, insecure: false));
        Assert.Contains("--insecure", Assert.Single(exception.Lines), StringComparison.Ordinal);
        BindRule.Demand(host, tls: true, insecure: false);
        BindRule.Demand(host, tls: false, insecure: true);
    }
}

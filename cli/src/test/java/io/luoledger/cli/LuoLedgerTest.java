package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LuoLedgerTest {
    @Test
    void shouldListEveryCommandUnderTheNameThatItHas() {
        // When
        Map<String, CommandLine> all = LuoLedger.line().getSubcommands();
        Map<String, CommandLine> outlined = LuoLedger.line("--help").getSubcommands();

        // Then
        assertThat(all).hasSize(29);
        all.forEach((name, command) -> assertThat(
                        new CommandLine(command.getCommandSpec().userObject().getClass()).getCommandName())
                .isEqualTo(name));
        assertThat(outlined.keySet()).containsExactlyElementsOf(all.keySet());
    }

    @Test
    void shouldHelpWithWhatItOnlyOutlinesAsWithTheWhole() {
        assertThat(LuoLedger.line("--help").getUsageMessage())
                .isEqualTo(LuoLedger.line().getUsageMessage());
    }

    @Test
    void shouldMakeTheCommandThatIsAskedForAlone() {
        assertThat(LuoLedger.line("abi", "check").getSubcommands()).containsOnlyKeys("abi");
        assertThat(LuoLedger.line("help", "abi").getSubcommands()).containsKey("preflight");
        assertThat(LuoLedger.line("abbi").getSubcommands()).containsKey("abi");
    }
}

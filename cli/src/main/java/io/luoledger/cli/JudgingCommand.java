package io.luoledger.cli;

import picocli.CommandLine.Command;

/** A command that can find something wrong, and says so by its exit code; its help tells the codes. */
@Command(
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and nothing wrong",
            "1:done, and something is wrong",
            "2:wrong usage",
            "3:input that can't be read, or a cluster that can't be reached"
        })
abstract class JudgingCommand extends LedgerCommand {}

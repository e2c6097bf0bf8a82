package io.luoledger.cli;

import picocli.CommandLine.IVersionProvider;

/** Says which version this is. */
final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = LuoLedger.class.getPackage().getImplementationVersion();
        return new String[] {"luo-ledger " + (version == null ? "(not packaged)" : version)};
    }
}

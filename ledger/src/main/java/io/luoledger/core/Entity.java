package io.luoledger.core;

/** The state of one thing: small, immutable, and never larger for what else its host holds. */
public sealed interface Entity
        permits HostState,
                LogState,
                UpdateState,
                SessionState,
                FileState,
                FlbState,
                DeviceState,
                FunctionState,
                PathState,
                BusState {
    String host();

    EntityKind kind();

    EntityKey key();
}

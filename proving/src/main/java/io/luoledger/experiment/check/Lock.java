package io.luoledger.experiment.check;

/** What threads wait for, and others hold. */
public sealed interface Lock extends Shared permits Mutex, Rwsem {}

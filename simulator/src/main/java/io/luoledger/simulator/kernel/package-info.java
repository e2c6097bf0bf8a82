/** One boot of one kernel: the Live Update Orchestrator, its sessions, files, FLBs and handlers. */
@NullMarked
package io.luoledger.simulator.kernel;

import org.jspecify.annotations.NullMarked;

/** What simulated hosts live through: scenarios, faults, fleets, and random runs that are shrunk when they fail. */
@NullMarked
package io.luoledger.simulator.scenario;

import org.jspecify.annotations.NullMarked;

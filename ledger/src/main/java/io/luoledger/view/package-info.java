/** What is shown of the states: as the typed records of luo.view and luo.stats, and as the JSON that is made of them. */
@NullMarked
package io.luoledger.view;

import org.jspecify.annotations.NullMarked;

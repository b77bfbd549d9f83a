# shellcheck shell=bash
# Set-up that lab, run, test and Binder share. To be sourced: it defines functions, and exports what the Java
# kernel reads, so that a notebook computes with the same settings however it was started.

# What another program set for its own Python, and what makes cd speak, is not meant for these commands.
unset CDPATH PYTHONPATH PYTHONHOME
# In the C locale, or one that is not there, Java cannot open files whose names have letters such as é.
[ "$(locale charmap 2>/dev/null)" = UTF-8 ] || export LC_ALL=C.UTF-8

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P) # the same through a link, else .venv were made anew
venv=$root/.venv
jar=$root/lib/notebook/target/icllab-notebook.jar
transformer_jar=$root/lib/transformer/target/icllab-transformer.jar
unfinished=$root/lib/notebook/target/unfinished

# Figures are drawn in memory: without this a JDK made for servers fails wherever DISPLAY is set. And a kernel that is
# killed leaves no file of counters in the temporary folder.
[[ ${JJAVA_JVM_OPTS:-} == *-UsePerfData* ]] ||
    export JJAVA_JVM_OPTS="-Djava.awt.headless=true -XX:-UsePerfData${JJAVA_JVM_OPTS:+ $JJAVA_JVM_OPTS}"

# The kernel `java` of .venv must win over one that another project left in the user's data directory.
export JUPYTER_PREFER_ENV_PATH=1
export JUPYTER_PATH="$venv/share/jupyter${JUPYTER_PATH:+:$JUPYTER_PATH}"

# at_least FOUND WANTED: compares versions such as 3.11 and 3.9
at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# missing WHAT APT DNF BREW: says what is missing and the packages that have it, and ends the script
missing() {
    echo "$1. Install it with: apt-get install $2, or dnf install $3, or brew install $4" >&2
    exit 1
}

# must_be_new_enough WHAT WANTED COMMAND FOUND VARIABLE APT DNF BREW
must_be_new_enough() {
    at_least "${4:-0}" "$2" ||
        missing "$1 $2 or newer is missing ($3 ${4:+is version }${4:-does not run}; $5 can name another)" "${@:6}"
}

# Takes the JDK in JAVA_HOME, else the one whose javac is on PATH, and leaves it first for Maven and the kernel.
need_java() {
    local javac=${JAVA_HOME:+$JAVA_HOME/bin/}javac settings version home
    settings=$("$javac" -J-XshowSettings:properties -version 2>&1) || true
    version=$(sed -n 's/^ *java\.specification\.version = //p' <<<"$settings")
    home=$(sed -n 's/^ *java\.home = //p' <<<"$settings")
    must_be_new_enough 'A JDK of version' 17 "$javac" "$version" JAVA_HOME \
        'openjdk-17-jdk-headless (from Debian 13 on: default-jdk-headless)' java-21-openjdk-devel '--cask temurin'
    export JAVA_HOME=$home PATH=$home/bin:$PATH
    archive=$root/target/classes-$(cksum <<<"$home $(sed -n 's/^ *java\.vm\.version = //p' <<<"$settings")" | cut -d ' ' -f 1).jsa
}

# maven ARGUMENT...: the mvn on PATH if it is new enough, else the one that its wrapper fetches once and checks
maven() {
    local version
    version=$(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p') || true
    if [ -n "$version" ] && at_least "$version" 3.6.3; then
        mvn "$@"
    else
        "$root/mvnw" "$@"
    fi
}

# Takes the Python in PYTHON, else python3.
need_python() {
    python=${PYTHON:-python3}
    python_version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || true
    must_be_new_enough Python 3.9 "$python" "$python_version" PYTHON 'python3 python3-venv' python3 python
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        missing "$python has no venv module with ensurepip" python3-venv python3 python
}

# Where this clone may not be written to, one line says so and the script ends.
need_writable() {
    local place
    for place in "$root" "$root"/{.venv,target,notebooks} "$root"/lib/*/target; do
        if [ -e "$place" ] && [ ! -w "$place" ]; then
            echo "$(id -un) may not write to $place: clone the repository to a place where that is allowed" >&2
            exit 1
        fi
    done
}

# guarded COMMAND...: a termination of this script ends the command, and all that it has started, too
guarded() {
    local status=0
    set -m # a process group of its own
    "$@" &
    set +m
    # shellcheck disable=SC2064
    trap "kill -- -$! 2>/dev/null; exit 143" INT TERM HUP
    wait $! || status=$?
    trap - INT TERM HUP
    return $status
}

# locked COMMAND...: alone with .venv and the folders of the build
locked() (
    mkdir -p "$root/target"
    exec 9>"$root/target/build.lock"
    "$python" -c 'if True:
        import fcntl
        try:
            fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("Waiting for a build of the library that is under way ...", flush=True)
            fcntl.flock(9, fcntl.LOCK_EX)'
    "$@"
)

# attempt WHAT COMMAND...: runs what needs the network the first time; if it fails, one line says so and the script ends
attempt() {
    local what=$1 log=$root/target/setup.log
    shift
    "$@" >"$log" 2>&1 && return
    echo "$what failed, and needs a network the first time:" \
        "$( (grep -m 1 -E 'ERROR|Error:' "$log" || tail -n 1 "$log") | sed $'s/\e\\[[0-9;]*m//g') (all of it: $log)" >&2
    exit 1
}

# prepare: whatever a notebook needs, made if it is not there
prepare() {
    need_java
    need_python
    if ! venv_is_made || ! up_to_date; then
        need_writable
        guarded locked make_all
    fi
    share_classes "$venv/bin/python"
}

# share_classes PYTHON: kernels of this JDK start a fifth sooner, from an archive of what its classes are in memory. Nothing is
# lost where it cannot be made (then it is empty), or the launcher would take a path apart at its blanks. Of metaspace, which
# the archive's classes are not in, a little is to have G1 clear up as early as without it: else the heap grows twice as large.
share_classes() {
    [[ $archive != *[[:space:]]* && $JJAVA_JVM_OPTS != *SharedArchiveFile* ]] || return 0
    [ -e "$archive" ] || [ ! -w "$root/target" ] || guarded locked make_archive "$1"
    [ ! -s "$archive" ] || export JJAVA_JVM_OPTS="-XX:SharedArchiveFile=$archive -XX:MetaspaceSize=12m $JJAVA_JVM_OPTS"
}

make_archive() {
    [ ! -e "$archive" ] || return 0
    echo "Preparing a faster start of kernels (once for each JDK, ten seconds) ..."
    "$1" "$root/environment/share_classes.py" "$archive" "$jar" >"$root/target/classes.log" 2>&1 || : >"$archive"
}

make_all() {
    make_venv
    build_library
}

# Its stamp comes last, so that an interrupted installation is begun anew; it names the requirements, Python and place
# that .venv was made for, so that a change of any of them counts too.
venv_is_made() {
    wanted="$(cat "$root"/environment/{requirements.txt,overrides.json} | cksum) $python_version $venv"
    [ "$(cat "$venv/icllab.stamp" 2>/dev/null)" = "$wanted" ] && "$venv/bin/python" -c '' 2>/dev/null
}

make_venv() {
    ! venv_is_made || return 0
    echo 'Installing JupyterLab and the Java kernel into .venv (once, about a minute) ...'
    rm -f "$venv/icllab.stamp" "$root"/target/classes-*.jsa
    "$python" -m venv --clear "$venv"
    attempt 'Installing into .venv' pip_install requirements
    # JupyterLab would ask each new user whether to fetch its news over the network.
    "$venv/bin/jupyter-labextension" disable --level=sys_prefix '@jupyterlab/apputils-extension:announcements' \
        2>/dev/null || true
    settle "$venv"
    echo "$wanted" >"$venv/icllab.stamp"
}

# settle PREFIX: JupyterLab's settings there are ours, until a user has their own
settle() {
    mkdir -p "$1/share/jupyter/lab/settings"
    cp "$root/environment/overrides.json" "$1/share/jupyter/lab/settings/"
}

# pip_install LOCK OPTION...: the packages of a lock, which names all of them with the sums of their files
pip_install() {
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes --no-deps \
        -r "$root/environment/$1.txt" "${@:2}"
}

# What the tests need in .venv too.
make_test_venv() {
    local stamp=$venv/icllab-test.stamp wanted
    make_venv
    wanted=$(cksum <"$root/environment/requirements-test.txt")
    if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
        attempt 'Installing the tests into .venv' pip_install requirements-test
        echo "$wanted" >"$stamp"
    fi
}

# run_maven ARGUMENT...: an interrupted build (a failed one ends with 1) leaves half-written jars, which Maven would
# take for good the next time; the marker tells, and they go.
run_maven() {
    local status=0
    [ ! -e "$unfinished" ] || rm -rf "$root"/lib/*/target
    mkdir -p "$(dirname "$unfinished")"
    touch "$unfinished"
    maven -B -f "$root/pom.xml" "$@" || status=$?
    [ $status != 0 ] || [ ! -e "$jar" ] || touch "$jar"
    [ $status -gt 1 ] || rm -f "$unfinished"
    return $status
}

# Builds the jars that the notebooks load, if a source is newer than they are.
build_library() {
    ! up_to_date || return 0
    echo 'Building the library (the first time Maven downloads what it needs, a minute or two) ...'
    attempt 'Building the library' run_maven -q -DskipTests -pl lib/notebook,lib/transformer -am package
}

up_to_date() {
    [ -f "$jar" ] && [ -f "$transformer_jar" ] && [ ! -e "$unfinished" ] && [ -z "$(newer_sources)" ]
}

newer_sources() {
    find "$root/pom.xml" "$root"/lib/{core,notebook,transformer}/{pom.xml,src} -newer "$jar" -print -quit
}

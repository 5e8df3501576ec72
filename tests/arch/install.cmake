# Installs a build to an empty folder, and uses what is there as others would: the
# program and its manual page, find_package(cobuy), and pkg-config.
#   cmake -DBUILD=<build folder> -DROOT=<project> -DWORK=<empty folder> -DCC=<compiler>
#         -DGENERATOR=<generator> -DFLAGS=<C flags> -P install.cmake
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output
                  ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}: exit ${result}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(expect_rule text)
  if(NOT text MATCHES "beer => diapers: 2 of 2 baskets, lift 1.33")
    message(FATAL_ERROR "the example printed:\n${text}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
set(prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
run(${prefix}/bin/cobuy --version)
file(GLOB_RECURSE installed RELATIVE ${prefix} ${prefix}/*)
foreach(wanted bin/cobuy include/cobuy/cobuy.h share/man/man1/cobuy.1
        share/bash-completion/completions/cobuy)
  if(NOT wanted IN_LIST installed)
    message(FATAL_ERROR "${wanted} was not installed")
  endif()
endforeach()

run(${CMAKE_COMMAND} -S ${ROOT}/tests/examples -B ${WORK}/found -G ${GENERATOR}
    -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_C_COMPILER=${CC} "-DCMAKE_C_FLAGS=${FLAGS}")
run(${CMAKE_COMMAND} --build ${WORK}/found)
run(${WORK}/found/rules_from_memory)
expect_rule("${output}")

file(GLOB_RECURSE pc ${prefix}/*/cobuy.pc)
get_filename_component(pc_folder ${pc} DIRECTORY)
set(ENV{PKG_CONFIG_PATH} ${pc_folder})
run(pkg-config --static --cflags --libs cobuy)
separate_arguments(flags UNIX_COMMAND "${output} ${FLAGS}")
run(${CC} ${ROOT}/tests/examples/rules_from_memory.c -o ${WORK}/by_pkg_config ${flags})
run(${WORK}/by_pkg_config)
expect_rule("${output}")

file(WRITE ${WORK}/log.csv "order_id,sku\n1,tea\n1,milk\n2,tea\n2,milk\n3,beer\n")
run(${WORK}/found/rules_from_log ${WORK}/log.csv ${WORK}/rules.csv)
file(STRINGS ${WORK}/rules.csv lines)
list(GET lines 1 first)
if(NOT first MATCHES "^milk,tea,2,2,2,3,")
  message(FATAL_ERROR "the first rule is: ${first}")
endif()

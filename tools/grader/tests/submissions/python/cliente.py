"""The client: a menu, and after each choice whatever has come."""
import socket
import sys


def mandar(conexao, linha):
    conexao.sendall((linha + "\n").encode())


def mostrar(chegando):
    for linha in chegando:
        linha = linha.rstrip("\n")
        if linha == "f":
            return
        remetente, _, texto = linha.removeprefix("@").partition(" ")
        print(f"  {remetente} diz: {texto}")
    sys.exit("O servidor encerrou a conexao.")


conexao = socket.create_connection(("localhost", 3333))
chegando = conexao.makefile(encoding="utf-8", newline="\n")
mandar(conexao, input("Seu nome: "))
mostrar(chegando)
while True:
    escolha = input("1 enviar, 2 receber, 3 sair: ")
    try:
        if escolha == "1":
            para = input("Para: ")
            mandar(conexao, f"@{para} {input('Texto: ')}")
        elif escolha == "3":
            break
        else:
            mandar(conexao, "")
        mostrar(chegando)
    except OSError as erro:
        sys.exit(f"A conexao caiu: {erro}")
